#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "access/account.h"
#include "base/date.h"
#include "base/field_error.h"
#include "web/request.h"

namespace access {

// What an administrator typed about an account, read from the fields navn, brugernavn, email,
// enhed, stilling, stilling_en, rolle and myndighed. Everything is filled in as far as it could be
// read, so that the form can be shown again.
struct UserForm {
    NewAccount account;
    std::string agency_cvr;    // empty: the municipality
    base::FieldErrors errors;  // empty: the account may be made or changed
};

enum class UsernameField { read, absent };

// Whoever comes from another agency is a partner and nothing else, and a partner comes from another
// agency: an account of the municipality is one of its own staff. `own_cvr` is the municipality's;
// empty while no agency is registered, and then nothing is asked.
base::FieldErrors check_agency_and_roles(const UserForm& form, std::string_view own_cvr);

UserForm read_user_form(const web::Fields& fields, UsernameField username);

// A new position from a day on: enhed, stilling, stilling_en, fra.
struct PositionForm {
    std::string unit_key;
    std::string title_da;
    std::string title_en;
    std::string from_text;
    base::Date from{};
    base::FieldErrors errors;
};

PositionForm read_position_form(const web::Fields& fields);

// When someone leaves: at once (straks), or after sidste_dag.
struct LeavingForm {
    std::string last_day_text;
    base::Date from{};  // the first day without access
    base::FieldErrors errors;
};

LeavingForm read_leaving_form(const web::Fields& fields, base::Date today);

}  // namespace access
