#include "people/sealed_history_store_internal.h"

#include "base/text.h"

namespace people {
namespace {

using history::Change;

// Keys and values in turn, parted by a zero byte, which none of them holds.
std::string text_of(const history::Snapshot& content) {
    std::string text;
    for (const auto& [key, value] : content)
        text.append(key).append(1, '\0').append(value).append(1, '\0');
    return text;
}

history::Snapshot content_of(const std::string& text) {
    history::Snapshot content;
    const std::vector<std::string> parts = base::split(text, '\0');
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) content[parts[i]] = parts[i + 1];
    return content;
}

Change change_of(std::string_view code) {
    for (const Change change :
         {Change::created, Change::changed, Change::removed, Change::restored})
        if (history::change_code(change) == code) return change;
    return Change::imported;
}

}  // namespace

void save_version(store::WriteTransaction& transaction, const SealedFields& sealed,
                  access::SubjectReference subject, const history::Version& version) {
    transaction.execute(
        "insert into sealed_version (subject_kind, subject_id, version, change, account_id, at, "
        "content) values ($1, $2, $3, $4, $5, $6, $7)",
        access::subject_kind_code(subject.kind), subject.id, version.version,
        history::change_code(version.change), version.account_id, base::iso_instant(version.at),
        std::span<const std::uint8_t>(sealed.seal("content", text_of(version.content))));
}

std::vector<history::Version> sealed_versions(store::Connection& connection,
                                              const SealedFields& sealed,
                                              access::SubjectReference subject) {
    std::vector<history::Version> versions;
    for (const store::Row& row :
         connection.query("select version, change, account_id, at, content from sealed_version "
                          "where subject_kind = $1 and subject_id = $2 "
                          "order by version desc limit 200",
                          access::subject_kind_code(subject.kind), subject.id))
        versions.push_back({row.integer(0), change_of(row.text_view(1)), row.integer(2),
                            base::parse_instant(row.text_view(3)).value(),
                            content_of(sealed.open("content", row.bytes(4)))});
    return versions;
}

}  // namespace people
