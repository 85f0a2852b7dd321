#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/field_error.h"
#include "people/cpr_number.h"

// Who someone is: what tells one from another, where to write, and nothing about what anyone has
// done or might do. No number, colour or order says anything about a person (R26).
namespace people {

enum class Sex { unknown, female, male };
std::span<const Sex> all_sexes();
std::string_view sex_code(Sex sex);
std::optional<Sex> sex_of(std::string_view code);
std::string_view sex_name(Sex sex);  // Danish

struct Address {
    std::string street;       // "Ågade 3, 2. th."
    std::string postal_code;  // four digits
    std::string town;
    std::string district;  // key of the catalogue; may be empty

    bool empty() const { return street.empty() && postal_code.empty() && town.empty(); }
    bool operator==(const Address&) const = default;
};

// As typed in or corrected.
struct PersonDetails {
    std::string given_names;
    std::string family_name;
    std::optional<CprNumber> cpr;
    std::optional<base::Date> born_on;
    Sex sex = Sex::unknown;
    Address address;
    bool address_protected = false;

    // By the civil registration number where there is one.
    std::optional<base::Date> birth_date() const;
    bool operator==(const PersonDetails&) const = default;
};

inline constexpr std::size_t name_characters_max = 200;
inline constexpr std::size_t street_characters_max = 200;

// Every rule on the fields, with a message at each that breaks one; `today` in Copenhagen.
base::FieldErrors check(const PersonDetails& details, base::Date today);

// What is worth a second look and may be saved all the same, as Danish sentences: a civil
// registration number that doesn't hold modulus 11 (R18), a replacement number.
std::vector<base::Error> doubts(const PersonDetails& details);

std::string full_name(const PersonDetails& details);

// R19: what is said in the address's place.
base::Error address_is_protected();

// Narrative texts about a person, a family or a group: the length, and no civil registration number
// in them (R17).
void check_narrative(base::FieldErrors& errors, std::string_view field, const std::string& text,
                     std::size_t characters_max);

// "3.5.2024", for sentences.
std::string short_date(base::Date date);

}  // namespace people
