#include "access/user_form.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>

namespace {

web::Fields fields_of(std::initializer_list<std::pair<std::string, std::string>> pairs) {
    web::Fields fields;
    for (const auto& [name, value] : pairs) fields.add(name, value);
    return fields;
}

std::string code_at(const base::FieldErrors& errors, const std::string& field) {
    for (const auto& error : errors) {
        if (error.field == field) return error.error.code;
    }
    return "";
}

}  // namespace

TEST_CASE("a complete account") {
    const auto form = access::read_user_form(fields_of({{"navn", " Mette Hansen "},
                                                        {"brugernavn", "Mette.Hansen"},
                                                        {"email", "mette@kommune.example"},
                                                        {"enhed", "operative_team"},
                                                        {"stilling", "Gadeplansmedarbejder"},
                                                        {"rolle", "worker"},
                                                        {"rolle", "analyst"}}),
                                             access::UsernameField::read);
    CHECK(form.errors.empty());
    CHECK(form.account.name == "Mette Hansen");
    CHECK(form.account.username == "mette.hansen");
    CHECK(form.account.unit_key == "operative_team");
    CHECK(form.account.roles.size() == 2);
}

TEST_CASE("each mistake is said at its field") {
    const auto form = access::read_user_form(fields_of({{"navn", " "},
                                                        {"brugernavn", "m h"},
                                                        {"email", "mette"},
                                                        {"stilling", std::string(121, 'x')},
                                                        {"stilling_en", std::string(121, 'x')},
                                                        {"rolle", "king"}}),
                                             access::UsernameField::read);
    CHECK(code_at(form.errors, "navn") == "missing");
    CHECK(code_at(form.errors, "brugernavn") == "username_malformed");
    CHECK(code_at(form.errors, "email") == "malformed");
    CHECK(code_at(form.errors, "stilling") == "long");
    CHECK(code_at(form.errors, "stilling_en") == "long");
    CHECK(code_at(form.errors, "rolle") == "unknown");
    CHECK(form.account.roles.empty());
}

TEST_CASE("an account needs a role, not an e-mail or a position") {
    const auto without_role = access::read_user_form(
        fields_of({{"navn", "Mette"}, {"brugernavn", "mette"}}), access::UsernameField::read);
    CHECK(code_at(without_role.errors, "rolle") == "missing");
    CHECK(without_role.errors.size() == 1);
    const auto change = access::read_user_form(fields_of({{"navn", "Mette"}, {"rolle", "leader"}}),
                                               access::UsernameField::absent);
    CHECK(change.errors.empty());
    CHECK(change.account.username.empty());
}

TEST_CASE("e-mail addresses") {
    for (const char* bad : {"@kommune.example", "mette@", "a@b@c", "a b@c", "<a@b>"}) {
        CAPTURE(bad);
        const auto form = access::read_user_form(
            fields_of({{"navn", "Mette"}, {"rolle", "leader"}, {"email", bad}}),
            access::UsernameField::absent);
        CHECK(code_at(form.errors, "email") == "malformed");
    }
}

TEST_CASE("a position needs a unit and a day") {
    CHECK(access::read_position_form(fields_of({{"enhed", "team"}, {"fra", "2024-08-01"}}))
              .errors.empty());
    const auto form = access::read_position_form(fields_of({{"fra", "1/8"}}));
    CHECK(code_at(form.errors, "enhed") == "missing");
    CHECK(code_at(form.errors, "fra") == "malformed");
}

TEST_CASE("leaving: at once, or after the last day") {
    const base::Date today = base::date_of(2024, 5, 3);
    const auto later = access::read_leaving_form(fields_of({{"sidste_dag", "2024-05-31"}}), today);
    CHECK(later.errors.empty());
    CHECK(later.from == base::date_of(2024, 6, 1));
    const auto now = access::read_leaving_form(fields_of({{"straks", "1"}}), today);
    CHECK(now.errors.empty());
    CHECK(now.from == today);
    CHECK(code_at(access::read_leaving_form(fields_of({}), today).errors, "sidste_dag") ==
          "malformed");
}
