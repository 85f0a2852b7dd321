#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "access/testing/site.h"
#include "people/registry.h"
#include "people/subject_fact_store.h"

namespace people::testing {

// The pages of this module in a town with the real law and real relations: the worker of the
// municipality, an officer of the police (role partner) with a seat in SSP, a psychiatry, a prison
// service, a housing association. The clock stands on 12 November 2024.
class TownSite {
  public:
    using Client = access::testing::Site::Client;
    using Response = access::testing::Site::Response;
    using Fields = access::testing::Site::Fields;

    static constexpr std::string_view town = "11111111";
    static constexpr std::string_view police = "22222222";
    static constexpr std::string_view psychiatry = "33333333";
    static constexpr std::string_view prisons = "44444444";
    static constexpr std::string_view housing = "55555555";

    TownSite();

    // Registers someone for a purpose; the path without query.
    std::string add_person(Client& client, const std::string& purpose = "support",
                           const std::string& cpr = "610210-4501",
                           const std::string& family_name = "Eksempel");
    // Gives the same account another purpose besides.
    void assign(Client& client, const std::string& person, access::Role role,
                const std::string& purpose, const std::string& part = "responsible");
    // Writes a note; its path without query.
    std::string add_note(Client& client, const std::string& person, const std::string& purpose,
                         const std::string& text, const std::string& data_class = "confidential",
                         const std::string& offence = "");
    static Fields share_fields(std::string_view receiver, const std::string& forum,
                               const std::string& basis);
    Response share(Client& client, const std::string& note, const std::string& purpose,
                   const Fields& fields);
    Response decline(Client& client, const std::string& note, const std::string& purpose,
                     std::string_view receiver, const std::string& forum);

    // The leader leads a unit, whose work all assignments made so far become.
    void lead(const std::string& unit);
    void move_partner(std::string_view agency, const std::string& forum);
    void end_seats(access::Role role);
    void add_seat(access::Role role, std::string_view agency, const std::string& forum);
    std::int64_t count(const std::string& sql);
    std::vector<trail::StoredLine> lines();
    std::vector<std::string> alarms();

  private:
    void add_routes(access::Routes& routes);
    void make_town();

    std::mutex mutex_;
    std::vector<std::string> alarms_;
    access::LawPointer law_;
    std::unique_ptr<vault::Vault> keys_;
    std::unique_ptr<access::WarrantOffice> office_;
    std::unique_ptr<Registry> registry_;

  public:
    access::testing::Site site{[this](access::Routes& routes) { add_routes(routes); }};
    Client worker = site.client_as(access::Role::worker);
    Client coordinator = site.client_as(access::Role::coordinator);
    Client leader = site.client_as(access::Role::leader);
    Client partner = site.client_as(access::Role::partner);
};

bool has(const access::testing::Site::Response& response, std::string_view part);
// R05's sentence as it stands in a page, for instance.
std::string sentence(access::Rule rule);

}  // namespace people::testing
