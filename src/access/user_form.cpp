#include "access/user_form.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace access {

namespace {

constexpr std::size_t longest_name = 120;
constexpr std::size_t longest_email = 254;

std::string line_in(const web::Fields& fields, std::string_view name) {
    return base::trim(base::normalise_lines(fields.value(name)));
}

bool is_too_long(std::string_view text, std::size_t longest) {
    return base::length_in_characters(text) > longest;
}

// One @ with something on both sides and no space: more can only be known by sending.
bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos &&
           text.find_first_of(" \n<>\"") == std::string_view::npos && text.size() <= longest_email;
}

void check_name(const std::string& name, base::FieldErrors& errors) {
    if (name.empty()) errors.push_back({"navn", base::refuse("missing", "Skriv navnet.")});
    if (is_too_long(name, longest_name)) {
        errors.push_back({"navn", base::refuse("long", "Navnet må højst have 120 tegn.")});
    }
}

void check_titles(const std::string& danish_title, const std::string& english_title,
                  base::FieldErrors& errors) {
    if (is_too_long(danish_title, longest_name)) {
        errors.push_back({"stilling", base::refuse("long", "Stillingen må højst have 120 tegn.")});
    }
    if (is_too_long(english_title, longest_name)) {
        errors.push_back(
            {"stilling_en", base::refuse("long", "Stillingen må højst have 120 tegn.")});
    }
}

std::vector<Role> read_roles(const web::Fields& fields, base::FieldErrors& errors) {
    std::vector<Role> roles;
    const std::vector<std::string> codes = fields.values("rolle");
    for (const std::string& code : codes) {
        const auto role = role_of(code);
        if (role) {
            roles.push_back(*role);
        } else {
            errors.push_back({"rolle", base::refuse("unknown", "Rollen findes ikke.")});
        }
    }
    if (codes.empty()) {
        errors.push_back({"rolle", base::refuse("missing", "Vælg mindst én rolle.")});
    }
    return roles;
}

}  // namespace

UserForm read_user_form(const web::Fields& fields, UsernameField username) {
    UserForm form;
    NewAccount& account = form.account;
    account.name = line_in(fields, "navn");
    account.email = line_in(fields, "email");
    account.unit_key = line_in(fields, "enhed");
    account.title_da = line_in(fields, "stilling");
    account.title_en = line_in(fields, "stilling_en");
    check_name(account.name, form.errors);
    if (username == UsernameField::read) {
        account.username = normalised_username(fields.value("brugernavn"));
        if (!is_username(account.username)) {
            form.errors.push_back(
                {"brugernavn",
                 base::refuse("username_malformed",
                              "Brugernavnet skal have 3 til 64 tegn: små bogstaver a–z, tal, "
                              "punktum, bindestreg, understreg eller @.")});
        }
    }
    if (!account.email.empty() && !is_email(account.email)) {
        form.errors.push_back(
            {"email", base::refuse("malformed", "E-mailadressen ser ikke rigtig ud.")});
    }
    check_titles(account.title_da, account.title_en, form.errors);
    account.roles = read_roles(fields, form.errors);
    form.agency_cvr = line_in(fields, "myndighed");
    return form;
}

base::FieldErrors check_agency_and_roles(const UserForm& form, std::string_view own_cvr) {
    if (own_cvr.empty()) return {};
    const bool is_from_elsewhere = !form.agency_cvr.empty() && form.agency_cvr != own_cvr;
    const auto& roles = form.account.roles;
    const bool is_partner = std::find(roles.begin(), roles.end(), Role::partner) != roles.end();
    if (is_partner && !is_from_elsewhere) {
        return {{"myndighed", base::refuse("partner_agency",
                                           "Vælg den myndighed, samarbejdspartneren kommer fra.")}};
    }
    if (is_from_elsewhere && (!is_partner || roles.size() > 1)) {
        return {{"rolle", base::refuse("partner_only",
                                       "Brugere fra en anden myndighed er samarbejdspartnere og "
                                       "har ingen anden rolle.")}};
    }
    return {};
}

PositionForm read_position_form(const web::Fields& fields) {
    PositionForm form{line_in(fields, "enhed"),
                      line_in(fields, "stilling"),
                      line_in(fields, "stilling_en"),
                      line_in(fields, "fra"),
                      {},
                      {}};
    if (form.unit_key.empty()) {
        form.errors.push_back({"enhed", base::refuse("missing", "Vælg en enhed.")});
    }
    check_titles(form.title_da, form.title_en, form.errors);
    const auto from = base::parse_date(form.from_text);
    if (from) {
        form.from = *from;
    } else {
        form.errors.push_back({"fra", base::refuse("malformed", "Vælg en dato.")});
    }
    return form;
}

LeavingForm read_leaving_form(const web::Fields& fields, base::Date today) {
    LeavingForm form{line_in(fields, "sidste_dag"), today, {}};
    if (fields.has("straks")) return form;
    const auto last_day = base::parse_date(form.last_day_text);
    if (last_day) {
        form.from = base::add_days(*last_day, 1);
    } else {
        form.errors.push_back({"sidste_dag", base::refuse("malformed", "Vælg en dato.")});
    }
    return form;
}

}  // namespace access
