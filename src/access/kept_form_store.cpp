#include "access/kept_form_store.h"

#include "access/random_token.h"

namespace access {

namespace {

// Bound to account and id: a row moved to another account can't be opened.
std::string context_of(std::int64_t account_id, const std::string& id) {
    return "form:" + std::to_string(account_id) + ":" + id;
}

std::string oldest_moment(base::Instant now) {
    return base::iso_instant(now - kept_form_lifetime);
}

}  // namespace

std::optional<std::string> keep_form(store::WriteTransaction& transaction, const Secrets& secrets,
                                     std::int64_t account_id, const KeptForm& form,
                                     base::Instant now) {
    const auto bytes = packed(form);
    if (!bytes) return std::nullopt;
    std::string id = random_token();
    const std::vector<std::uint8_t> content = secrets.seal(context_of(account_id, id), *bytes);
    transaction.execute(
        "insert into kept_form (id, account_id, kept_at, content) values ($1, $2, $3, $4)", id,
        account_id, base::iso_instant(now), std::span<const std::uint8_t>(content));
    transaction.execute(
        "delete from kept_form where account_id = $1 and id not in (select id from kept_form"
        " where account_id = $1 order by kept_at desc limit $2)",
        account_id, kept_forms_per_account);
    return id;
}

std::optional<KeptForm> find_kept_form(store::Connection& connection, const Secrets& secrets,
                                       std::int64_t account_id, const std::string& id,
                                       base::Instant now) {
    store::Rows rows = connection.query(
        "select content from kept_form where id = $1 and account_id = $2 and kept_at > $3", id,
        account_id, oldest_moment(now));
    if (!rows.next()) return std::nullopt;
    const auto bytes = secrets.open(context_of(account_id, id), rows.row().bytes(0));
    if (!bytes) return std::nullopt;
    return unpacked(*bytes);
}

std::vector<std::string> kept_forms_of(store::Connection& connection, std::int64_t account_id,
                                       base::Instant now) {
    std::vector<std::string> ids;
    for (const store::Row& row :
         connection.query("select id from kept_form where account_id = $1 and kept_at > $2"
                          " order by kept_at desc",
                          account_id, oldest_moment(now))) {
        ids.push_back(row.text(0));
    }
    return ids;
}

void remove_kept_form(store::WriteTransaction& transaction, std::int64_t account_id,
                      const std::string& id) {
    transaction.execute("delete from kept_form where id = $1 and account_id = $2", id, account_id);
}

void remove_old_kept_forms(store::WriteTransaction& transaction, base::Instant now) {
    transaction.execute("delete from kept_form where kept_at <= $1", oldest_moment(now));
}

}  // namespace access
