#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field_error.h"
#include "initiatives/list_order.h"
#include "web/form.h"
#include "web/html.h"
#include "web/language.h"

// The form that puts rows in another order: a place to type for each, and buttons that move one of
// them a place up or down. Both work without scripts.
namespace initiatives {

// One of those that are put in order; the id tells it apart in the names of the fields.
struct OrderRow {
    std::string id;
    std::string name;
};

// What stands in the fields, by row, and what is said above them.
struct OrderForm {
    std::vector<std::string> places;
    base::FieldErrors errors;
    web::Html notice;
    int status = 200;
};

std::string place_field(std::string_view id);
std::vector<std::string> places_now(std::size_t rows);

// Says above the form where the row at `at` stands now.
web::Html moved_notice(const OrderRow& row, std::size_t at, std::size_t rows,
                       const web::Language& language);

// The button that saves and the table, for within a form.
web::Html order_fields(const std::vector<OrderRow>& rows, const OrderForm& form,
                       const web::Language& language);

// The places as typed, into the form with their messages; a field that was not sent leaves its row
// where it stands.
std::vector<std::size_t> read_places(const web::Fields& sent, const std::vector<OrderRow>& rows,
                                     OrderForm& form);

struct RowMove {
    Step step = Step::up;
    std::string id;
};
// Which button was pressed, when it was one of those.
std::optional<RowMove> move_in(const web::Fields& sent);

}  // namespace initiatives
