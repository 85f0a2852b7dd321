// How long a search takes that finds as many persons as are asked for at most, and what of it is
// the policy's; see README.md beside this file.
//     search_bench FOLDER     a demonstration, to which namesakes are added the first time

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <stdexcept>

#include "app/demo_persons.h"
#include "app/instance.h"
#include "app/person_services.h"
#include "organisation/agency_store.h"
#include "people/person_index_store.h"
#include "people/subject_fact_store.h"
#include "trail/search_criteria_store.h"
#include "web/language.h"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int rounds = 21;

template <class T>
T required(base::Result<T> result, const std::string& what) {
    if (!result) throw std::runtime_error(what + ": " + result.error().code);
    return std::move(result).value();
}

double median_milliseconds(const std::function<void()>& work) {
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = Clock::now();
        work();
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

access::Actor actor_of(store::Database& database, std::int64_t account_id) {
    store::ReadTransaction reading = database.read();
    return app::demo_actor(reading, account_id, app::system_now());
}

// Two accounts that may work with persons: those of the most assignments, and another.
std::vector<std::int64_t> accounts_of_workers(store::Database& database) {
    store::ReadTransaction reading = database.read();
    std::vector<std::int64_t> accounts;
    for (const store::Row& row :
         reading.query("select account_id from assignment group by account_id "
                       "order by count(*) desc, account_id limit 2"))
        accounts.push_back(row.integer(0));
    if (accounts.size() < 2) throw std::runtime_error("too few who work with persons");
    return accounts;
}

people::Criteria namesakes() {
    people::Criteria criteria;
    criteria.name = "Navnebror Opdigtet";
    return criteria;
}

void add_namesakes(store::Database& database, app::PersonServices& services,
                   std::int64_t account_id, std::int64_t missing) {
    people::PersonDetails details;
    details.given_names = "Navnebror";
    details.family_name = "Opdigtet";
    for (std::int64_t i = 0; i < missing; ++i)
        required(
            app::add_demo_person(
                database, services,
                {.details = details, .account_id = account_id, .purpose = access::Purpose::support},
                app::system_now()),
            "a namesake");
}

struct Searching {
    store::Database& database;
    app::PersonServices& services;
    access::Actor actor;
    access::Question question;

    std::vector<access::PersonId> found() const {
        access::Question searching = question;
        searching.action = access::Action::search;
        const auto criteria = required(
            trail::seal_criteria(services.vault(), app::system_now(), "bench"), "criteria");
        const auto warrant =
            required(services.office().for_search(actor, searching, access::SubjectKind::person,
                                                  criteria, app::system_now()),
                     "the warrant");
        store::ReadTransaction reading = database.read();
        return people::search_persons(reading, services.vault(), warrant, namesakes(),
                                      app::system_now());
    }
    std::size_t open(const std::vector<access::PersonId>& ids) const {
        store::ReadTransaction reading = database.read();
        std::size_t allowed = 0;
        for (const access::PersonId id : ids)
            allowed += services.office()
                           .explain(reading, actor, question, id, app::system_now())
                           .allowed();
        return allowed;
    }
};

void measure(const Searching& searching) {
    const std::vector<access::PersonId> ids = searching.found();
    const double search = median_milliseconds([&] { searching.found(); });
    const double policy = median_milliseconds([&] { searching.open(ids); });
    std::cout << ids.size() << '\t' << searching.open(ids) << '\t' << search << '\t' << policy
              << '\t' << policy / (search + policy) << std::endl;
}

int main_of(const std::filesystem::path& folder) {
    const auto configuration =
        required(app::read_configuration(folder / "trygby.yaml"), "the configuration");
    const auto database = required(app::open_database(configuration), "the database");
    const auto services =
        required(app::PersonServices::open(configuration, *database, app::system_now, [](auto) {}),
                 "the keys");
    const std::vector<std::int64_t> accounts = accounts_of_workers(*database);
    for (const std::int64_t account : accounts) {
        access::Question question;
        question.purpose = access::Purpose::support;
        question.classes = {access::DataClass::personal};
        question.reference = "bench";
        const Searching searching{*database, *services, actor_of(*database, account), question};
        const std::size_t found = searching.found().size();
        if (found < people::found_persons_max)
            add_namesakes(*database, *services, accounts.front(),
                          static_cast<std::int64_t>(people::found_persons_max - found));
        measure(searching);
    }
    return 0;
}

}  // namespace
}  // namespace bench

int main(int count, char** values) {
    try {
        if (count == 2) return bench::main_of(values[1]);
        std::cerr << "search_bench FOLDER\n";
    } catch (const std::exception& failure) {
        std::cerr << "search_bench: " << failure.what() << std::endl;
    }
    return 1;
}
