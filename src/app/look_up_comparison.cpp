#include "app/look_up_comparison.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "access/account_store.h"
#include "access/assignment_store.h"
#include "history/record_change.h"
#include "people/name_match.h"
#include "people/person_index_store.h"
#include "people/staff_relative_store.h"
#include "web/language.h"

namespace app {
namespace {

using trail::Match;

// One account during one draw: asked for once, though it may have looked a thousand times.
struct Looker {
    bool is_known = false;
    std::set<std::int64_t> namesakes;  // persons with a name that sounds like the surname
};

class Comparison {
  public:
    explicit Comparison(const vault::Vault& vault) : vault_(vault) {}

    trail::Comparison operator()(store::Connection& connection, const trail::LookUp& look_up) {
        constexpr std::string_view prefix = "account:";
        trail::Comparison result;
        if (!look_up.actor.starts_with(prefix)) return result;
        const std::int64_t account = history::number_of(look_up.actor.substr(prefix.size()));
        const std::int64_t person = history::number_of(look_up.person_id);
        const Looker& looker = looker_of(connection, account);
        if (!looker.is_known) return result;
        result.same_surname = looker.namesakes.contains(person) ? Match::yes : Match::no;
        result.own_family = people::is_staff_relative(connection, access::PersonId{person}, account)
                                ? Match::yes
                                : Match::no;
        const auto work = access::had_work_with(connection, account, access::PersonId{person},
                                                web::to_local(look_up.at).date);
        if (work) result.own_work = *work ? Match::yes : Match::no;
        return result;
    }

  private:
    const Looker& looker_of(store::Connection& connection, std::int64_t account) {
        const auto known = lookers_.find(account);
        if (known != lookers_.end()) return known->second;
        Looker looker;
        const auto names = access::account_names(connection, {account});
        const auto words =
            names.empty() ? std::vector<std::string>() : people::name_words(names.begin()->second);
        looker.is_known = !words.empty();
        if (looker.is_known)
            for (const access::PersonId person :
                 people::persons_sounding_like(connection, vault_, words.back()))
                looker.namesakes.insert(person.value);
        return lookers_.emplace(account, std::move(looker)).first->second;
    }

    const vault::Vault& vault_;
    std::map<std::int64_t, Looker> lookers_;
};

}  // namespace

trail::Comparer look_up_comparer(const vault::Vault& vault) {
    return {.held = {"own_work", "surname"},
            .compare = [comparison = std::make_shared<Comparison>(vault)](
                           store::Connection& connection, const trail::LookUp& look_up) {
                return (*comparison)(connection, look_up);
            }};
}

}  // namespace app
