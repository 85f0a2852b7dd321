#pragma once

#include <map>
#include <string>

#include "access/warrant.h"
#include "store/database.h"
#include "vault/vault.h"
#include "web/html.h"
#include "web/language.h"

// What is shown with a person but stands on a record that was merged into theirs says so, with that
// record's name: parted again, it goes back there.
namespace people {

class MergedOrigin {
  public:
    // The warrant is for reading; through a disclosure nothing is told of other records.
    MergedOrigin(store::Connection& connection, vault::Vault& vault,
                 const access::Warrant<access::PersonId>& warrant, base::Instant now);

    // "(fra registreringen Anna Exempel)"; empty on the person's own record.
    std::string words(const web::Language& language, access::PersonId record) const;
    // `content`, with the words behind it.
    web::Html behind(const web::Language& language, const web::Html& content,
                     access::PersonId record) const;

  private:
    std::map<access::PersonId, std::string> names_;
};

}  // namespace people
