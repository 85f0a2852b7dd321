#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "access/testing/site.h"
#include "access/warrant_office.h"
#include "people/registry.h"
#include "trail/trail.h"
#include "vault/vault.h"

namespace people::testing {

// The site with all pages of this module, the real office and real assignments: whoever registers
// someone works with them for the purpose chosen. Everyone belongs to the town, but the partner,
// who is a police officer with a seat in SSP.
class PeopleSite {
  public:
    using Site = access::testing::Site;
    using Fields = Site::Fields;

    PeopleSite();

    // Registers one through the pages and returns the address without the query.
    std::string add_person(Site::Client& client, const std::string& given,
                           const std::string& family, const Fields& more = {});
    // The same of "/familier" or "/grupper".
    std::string add_circle(Site::Client& client, const std::string& kind, const std::string& name);
    // As a leader would: the account works with this address for support, in a unit where one is
    // named. The leader leads "family_unit".
    void assign(access::Role role, const std::string& path, const std::string& unit = {});
    void unassign(access::Role role, const std::string& path);

    // What the police was told in SSP is an item of this person.
    void tell_police(const std::string& path);

    std::string shown(Site::Client& client, const std::string& path);
    Site::Response post(Site::Client& client, const std::string& path, Fields fields);
    std::vector<trail::StoredLine> lines();

  private:
    // What the server's threads read, so it outlives the site.
    std::mutex mutex_;
    std::set<std::int64_t> told_police_;

  public:
    std::unique_ptr<vault::Vault> keys;
    std::unique_ptr<access::WarrantOffice> office;
    std::unique_ptr<Registry> registry;
    Site site;
    Site::Client worker;
    Site::Client coordinator;
    Site::Client leader;

  private:
    void add_routes(access::Routes& routes);
    access::FactSource told();
};

bool has(const std::string& text, std::string_view part);
// The number at the end of an address.
std::string number_in(const std::string& path);

}  // namespace people::testing
