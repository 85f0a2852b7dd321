#include "people/person_index_store.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "people/name_match.h"
#include "people/person_row_store_internal.h"
#include "people/person_tokens.h"

namespace people {
namespace {

using Subjects = std::set<std::string>;

// A token that more rows than this share says nothing about anyone.
constexpr int rows_of_a_token_max = 5000;

Subjects subjects_with(store::Connection& connection, const vault::Vault& vault, const Term& term) {
    Subjects found;
    for (vault::IndexEntry entry : vault.index_tokens(token_purpose(term.kind), term.text)) {
        for (const store::Row& row : connection.query(
                 "select link from person_token where epoch = $1 and token = $2 limit $3",
                 entry.epoch, std::span<const std::uint8_t>(entry.token), rows_of_a_token_max)) {
            const std::vector<std::uint8_t> link = row.bytes(0);
            if (link.size() != entry.link.size()) continue;
            std::copy(link.begin(), link.end(), entry.link.begin());
            if (auto subject = vault.index_subject(entry)) found.insert(std::move(*subject));
        }
    }
    return found;
}

Subjects common(const Subjects& left, const Subjects& right) {
    Subjects both;
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(),
                          std::inserter(both, both.end()));
    return both;
}

// Those with every one of the terms.
Subjects subjects_with_all(store::Connection& connection, const vault::Vault& vault,
                           const std::vector<Term>& terms) {
    std::optional<Subjects> found;
    for (const Term& term : terms) {
        const Subjects with = subjects_with(connection, vault, term);
        found = found ? common(*found, with) : with;
        if (found->empty()) break;
    }
    return found.value_or(Subjects());
}

// Those with enough of the name's pieces.
Subjects subjects_spelt_like(store::Connection& connection, const vault::Vault& vault,
                             const std::string& name) {
    const std::vector<Term> pieces = pieces_of(name);
    std::map<std::string, std::size_t> counts;
    for (const Term& piece : pieces)
        for (const std::string& subject : subjects_with(connection, vault, piece))
            ++counts[subject];
    Subjects found;
    for (const auto& [subject, count] : counts)
        if (enough_pieces(count, pieces.size())) found.insert(subject);
    return found;
}

Subjects subjects_named(store::Connection& connection, const vault::Vault& vault,
                        const std::string& name) {
    Subjects found = subjects_with_all(connection, vault, sounds_of(name));
    if (found.empty()) found = subjects_spelt_like(connection, vault, name);
    return found;
}

// Merged persons lead to the one that was kept.
std::vector<access::PersonId> persons_of(store::Connection& connection, const Subjects& subjects) {
    std::set<access::PersonId> found;
    for (const std::string& subject : subjects) {
        const auto id = connection.integer(
            "select coalesce(merged_into_id, id) from person where subject = $1", subject);
        if (id) found.insert({*id});
    }
    return {found.begin(), found.end()};
}

std::vector<Term> exact_terms(const Criteria& criteria) {
    std::vector<Term> terms;
    if (criteria.cpr) terms.push_back({TokenKind::cpr, criteria.cpr->digits()});
    if (criteria.born_on) terms.push_back({TokenKind::birth, base::iso_date(*criteria.born_on)});
    const std::string address = address_key(criteria.street, criteria.postal_code);
    if (!address.empty()) terms.push_back({TokenKind::address, address});
    return terms;
}

std::vector<access::PersonId> persons_after(store::Connection& connection, std::int64_t id) {
    constexpr int persons_in_a_batch = 100;
    std::vector<access::PersonId> ids;
    for (const store::Row& row : connection.query(
             "select id from person where id > $1 order by id limit $2", id, persons_in_a_batch))
        ids.push_back({row.integer(0)});
    return ids;
}

}  // namespace

std::vector<access::PersonId> search_persons(store::Connection& connection,
                                             const vault::Vault& vault,
                                             const access::SearchWarrant& warrant,
                                             const Criteria& criteria, base::Instant now) {
    if (!warrant.valid_at(now) || warrant.action() != access::Action::search)
        throw std::logic_error("people: a search without its warrant");
    std::optional<Subjects> found;
    const std::vector<Term> exact = exact_terms(criteria);
    if (!exact.empty()) found = subjects_with_all(connection, vault, exact);
    if (!criteria.name.empty()) {
        const Subjects named = subjects_named(connection, vault, criteria.name);
        found = found ? common(*found, named) : named;
    }
    std::vector<access::PersonId> persons = persons_of(connection, found.value_or(Subjects()));
    if (persons.size() > found_persons_max) persons.resize(found_persons_max);
    return persons;
}

std::string canonical_text(const Criteria& criteria) {
    std::string text = "person";
    for (const std::string& word : name_words(criteria.name)) text += "|name=" + word;
    for (const Term& term : exact_terms(criteria))
        text += "|" + std::string(token_purpose(term.kind)) + "=" + term.text;
    return text;
}

std::vector<access::PersonId> persons_like(store::Connection& connection, const vault::Vault& vault,
                                           const PersonDetails& details, access::PersonId except) {
    Subjects like;
    if (details.cpr)
        like = subjects_with(connection, vault, {TokenKind::cpr, details.cpr->digits()});
    if (const auto born = details.birth_date()) {
        std::vector<Term> terms = sounds_of(full_name(details));
        terms.push_back({TokenKind::birth, base::iso_date(*born)});
        like.merge(subjects_with_all(connection, vault, terms));
    }
    std::vector<access::PersonId> persons = persons_of(connection, like);
    std::erase(persons, except);
    return persons;
}

std::vector<access::PersonId> persons_sounding_like(store::Connection& connection,
                                                    const vault::Vault& vault,
                                                    std::string_view word) {
    const std::vector<Term> sounds = sounds_of(word);
    if (sounds.empty()) return {};
    return persons_of(connection, subjects_with_all(connection, vault, sounds));
}

base::Result<std::int64_t> renew_person_index(store::Database& database, vault::Vault& vault) {
    const auto epoch = vault.begin_index_renewal();
    if (!epoch) return epoch.error();
    std::int64_t renewed = 0;
    std::int64_t last = 0;
    while (true) {
        store::WriteTransaction writing = database.write();
        const std::vector<access::PersonId> batch = persons_after(writing, last);
        for (const access::PersonId id : batch) {
            if (const auto row = open_row(writing, vault, id))
                add_tokens(writing, vault, row->subject, row->details);
            last = id.value;
        }
        if (batch.empty()) {
            writing.execute("delete from person_token where epoch < $1", *epoch);
            writing.commit();
            break;
        }
        renewed += static_cast<std::int64_t>(batch.size());
        writing.commit();
    }
    if (const auto ended = vault.end_index_renewal(); !ended) return ended.error();
    return renewed;
}

}  // namespace people
