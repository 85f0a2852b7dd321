#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "access/role.h"
#include "base/date.h"
#include "base/field_error.h"
#include "base/result.h"

// R40: a module with personal data is off until an impact assessment (GDPR article 35) is signed,
// and off again from the moment it is withdrawn.
namespace access {

enum class PersonalModule {
    persons  // persons, families, groups, consents, relations, assignments and disclosures
};
std::span<const PersonalModule> all_personal_modules();
std::string_view module_code(PersonalModule module);
std::optional<PersonalModule> module_of(std::string_view code);
std::string_view module_name(PersonalModule module);  // Danish

// The module that a permission opens the door to; empty where it is about no person.
std::optional<PersonalModule> module_behind(Permission permission);

struct ImpactAssessment {
    enum class Decision { signed_off, withdrawn };

    std::int64_t id = 0;
    PersonalModule module = PersonalModule::persons;
    Decision decision = Decision::signed_off;
    std::string decided_by;  // name and title
    base::Date decided_on{};
    std::string document_name;
    std::string document_sha256;  // the document itself isn't kept
    std::string reason;           // of withdrawing; else a remark, may be empty
    std::int64_t account_id = 0;
    base::Instant at{};
};

inline constexpr std::size_t assessment_text_characters_max = 200;
inline constexpr std::size_t assessment_reason_characters_max = 500;

// Every rule on the fields, with a message at each that breaks one; `today` in Copenhagen.
base::FieldErrors check(const ImpactAssessment& assessment, base::Date today);

// What is said where a module isn't in use. Its code is "R40".
base::Error not_in_use();

}  // namespace access
