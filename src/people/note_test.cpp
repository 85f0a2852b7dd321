#include "people/note.h"

#include <doctest/doctest.h>

using access::DataClass;
using access::OffenceStatus;

namespace {

const base::Date today = base::date_of(2026, 3, 2);

people::Note note() {
    people::Note made;
    made.text = "Er begyndt til boksning.";
    made.noted_on = today;
    return made;
}

std::string code_at(const people::Note& made, std::string_view field) {
    for (const auto& error : people::check(made, today))
        if (error.field == field) return error.error.code;
    return "";
}

}  // namespace

TEST_CASE("a note is short, of today or before, and of a known class") {
    CHECK(people::check(note(), today).empty());
    people::Note broken = note();
    broken.text = "  ";
    CHECK(code_at(broken, "text") == "missing");
    broken.text = std::string(people::note_characters_max + 1, 'a');
    CHECK(code_at(broken, "text") == "long");
    broken = note();
    broken.noted_on = base::add_days(today, 1);
    CHECK(code_at(broken, "noted_on") == "future");
    broken = note();
    broken.data_class = DataClass::cpr;
    CHECK(code_at(broken, "data_class") == "unknown");
}

TEST_CASE("R12: no civil registration number in the words") {
    people::Note broken = note();
    broken.text = "Bror til 610210-4501.";
    CHECK(code_at(broken, "text") == "R12_number");
    CHECK(people::check_no_number("Mødte 12 unge kl. 21.30").ok());
    CHECK_FALSE(people::check_no_number("6102104501").ok());
}

TEST_CASE("R15, R16: an offence has a charge, nothing else has, and a dropped one never begins") {
    people::Note offence = note();
    offence.data_class = DataClass::offence;
    CHECK(code_at(offence, "offence") == "missing");
    offence.offence = OffenceStatus::suspected;
    CHECK(people::check(offence, today).empty());
    offence.offence = OffenceStatus::dropped;
    CHECK(code_at(offence, "offence") == "R16");
    people::Note other = note();
    other.offence = OffenceStatus::charged;
    CHECK(code_at(other, "offence") == "not_offence");
}

TEST_CASE("R16: a charge gets its outcome, and a dropped one stays dropped") {
    CHECK(people::check_charge_change(OffenceStatus::charged, OffenceStatus::dropped).ok());
    CHECK(people::check_charge_change(OffenceStatus::suspected, OffenceStatus::convicted).ok());
    for (const OffenceStatus to : people::charge_statuses())
        CHECK(people::check_charge_change(OffenceStatus::dropped, to).error().code == "R16");
    CHECK(people::check_charge_change(OffenceStatus::none, OffenceStatus::charged).error().code ==
          "not_offence");
    CHECK(people::check_charge_change(OffenceStatus::charged, OffenceStatus::none).error().code ==
          "missing");
}

TEST_CASE("each class and charge has its words, and a note is about a person besides") {
    for (const OffenceStatus status : people::charge_statuses())
        CHECK_FALSE(people::charge_status_name(status).empty());
    for (const DataClass data_class : people::note_classes())
        CHECK(people::classes_of(data_class).has(DataClass::personal));
    CHECK(people::note_item(7) == access::ItemReference{"note", 7});
}
