#pragma once

#include <functional>
#include <string>
#include <vector>

#include "access/law.h"
#include "access/warrant.h"
#include "base/date.h"
#include "store/database.h"
#include "vault/vault.h"
#include "web/language.h"

// What someone gets who asks to see the data about himself (R32, GDPR article 15). Every module
// that holds data about persons gives its part through a source of its own; the package is all of
// them.
namespace people {

// One value. A narrative is text that somebody wrote freely: it may name others, so a human reads
// it before it leaves the house.
struct AccessRow {
    enum class Kind { value, narrative };

    std::string label;
    std::string value;
    Kind kind = Kind::value;
};

// What belongs together, with what the law asks to be said of it. In the language of the package.
struct AccessSection {
    std::string heading;
    std::vector<AccessRow> rows;
    std::string source;      // where the data come from
    std::string recipients;  // who has got them
    std::string purpose;     // what they are held for
    std::string retention;   // how long
};

struct AccessReading {
    store::Connection& connection;
    vault::Vault& vault;
    const access::Warrant<access::PersonId>& warrant;  // for reading, for this purpose
    const access::Law& law;
    const web::Language& language;
    base::Instant now;
    base::Date today;
};

// The sections of one module, always in the same order. Others than the person are never named in a
// value: "en anden person" stands for them.
using SubjectAccessSource = std::function<std::vector<AccessSection>(const AccessReading&)>;

// A module's retention class in words; empty where the law has none of that name.
std::string retention_words(const AccessReading& reading, std::string_view retention_class);

}  // namespace people
