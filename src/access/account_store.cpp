#include "access/account_store.h"

#include <algorithm>
#include <stdexcept>

#include "access/identity_store.h"
#include "access/random_token.h"
#include "access/session_store.h"
#include "organisation/organisation_store.h"
#include "trail/trail.h"

namespace access {

namespace {

constexpr std::size_t ids_at_once = 500;

base::Instant instant_in(const store::Row& row, int column) {
    const auto instant = base::parse_instant(row.text_view(column));
    if (!instant) throw std::runtime_error("access: unreadable time in the database");
    return *instant;
}

// A day that can't be read must not be taken for an account without an end.
std::optional<base::Date> day_in(const store::Row& row, int column) {
    const auto text = row.optional_text(column);
    if (!text) return std::nullopt;
    const auto day = base::parse_date(*text);
    if (!day) throw std::runtime_error("access: unreadable day in the database");
    return day;
}

constexpr std::string_view select_account =
    "select a.id, a.staff_member_id, a.username, m.name, m.email, a.language,"
    " case when a.password_hash is null then 0 else 1 end,"
    " case when a.totp_secret is null then 0 else 1 end, a.created_at, a.closed_on,"
    " exists (select 1 from account_identity i where i.account_id = a.id)"
    " from account a join staff_member m on m.id = a.staff_member_id";

Account account_of(const store::Row& row) {
    Account account;
    account.id = row.integer(0);
    account.staff_member_id = row.integer(1);
    account.username = row.text(2);
    account.name = row.text(3);
    account.email = row.text(4);
    account.language = row.text(5);
    account.has_password = row.integer(6) == 1;
    account.has_authenticator = row.integer(7) == 1;
    account.created_at = instant_in(row, 8);
    account.closed_on = day_in(row, 9);
    account.has_identity = row.integer(10) == 1;
    return account;
}

std::vector<Role> roles_of(store::Connection& connection, std::int64_t account_id) {
    std::vector<Role> roles;
    for (const store::Row& row : connection.query(
             "select role from account_role where account_id = $1 order by role", account_id)) {
        if (const auto role = role_of(row.text_view(0))) roles.push_back(*role);
    }
    return roles;
}

void put_roles(store::WriteTransaction& transaction, std::int64_t account_id,
               const std::vector<Role>& roles) {
    transaction.execute("delete from account_role where account_id = $1", account_id);
    for (const Role role : roles) {
        transaction.execute(
            "insert into account_role (account_id, role) values ($1, $2) on conflict do nothing",
            account_id, role_code(role));
    }
}

constexpr std::string_view select_credentials =
    "select id, username, password_hash, totp_secret, totp_last_step, closed_on from account";

std::optional<Credentials> credentials_in(store::Rows rows) {
    if (!rows.next()) return std::nullopt;
    const store::Row& row = rows.row();
    Credentials credentials;
    credentials.account_id = row.integer(0);
    credentials.username = row.text(1);
    credentials.password_hash = row.optional_text(2).value_or("");
    if (!row.is_null(3)) credentials.totp_secret = row.bytes(3);
    credentials.totp_last_step = row.integer(4);
    credentials.closed_on = day_in(row, 5);
    return credentials;
}

// An administrator other than this one who can sign in, and for whom no end is set.
bool another_administrator_stays(store::Connection& connection, std::int64_t account_id) {
    return connection
        .integer(
            "select a.id from account_role r join account a on a.id = r.account_id"
            " where r.role = $1 and a.id <> $2 and a.password_hash is not null"
            " and a.totp_secret is not null and a.closed_on is null limit 1",
            role_code(Role::administrator), account_id)
        .has_value();
}

bool is_administrator_who_can_sign_in(store::Connection& connection, std::int64_t account_id,
                                      base::Date today) {
    const auto account = find_account(connection, account_id);
    return account && account->has_role(Role::administrator) && account->has_password &&
           account->has_authenticator && account->is_open_on(today);
}

base::Error last_administrator() {
    return base::refuse("last_administrator",
                        "Der skal altid være en administrator, der kan logge ind. Giv først en "
                        "anden rollen.");
}

base::Result<std::int64_t> first_administrators_account(store::WriteTransaction& transaction,
                                                        base::Instant now, base::Date today,
                                                        const NewAccount& account) {
    const auto known = account_id_of(transaction, account.username);
    if (!known) return create_account(transaction, now, today, account);
    const auto existing = find_account(transaction, *known);
    const bool invited_before = existing && !existing->has_password &&
                                existing->has_role(Role::administrator) &&
                                existing->is_open_on(today);
    if (invited_before) return *known;
    return base::refuse("username_taken", "Brugernavnet {} er taget.", account.username);
}

}  // namespace

base::Result<std::int64_t> create_account(store::WriteTransaction& transaction, base::Instant now,
                                          base::Date today, const NewAccount& account) {
    if (account_id_of(transaction, account.username)) {
        return base::refuse("username_taken", "Brugernavnet {} er taget.", account.username);
    }
    const std::int64_t staff_member_id = organisation::add_staff_member(
        transaction, organisation::StaffMember{0, account.name, account.email, {}});
    if (!account.unit_key.empty()) {
        organisation::add_holding(
            transaction,
            organisation::Holding{0, staff_member_id, account.unit_key, account.title_da,
                                  account.title_en, organisation::Validity{today, {}}});
    }
    const std::int64_t id =
        transaction
            .integer(
                "insert into account (staff_member_id, username, created_at) values ($1, $2, $3)"
                " returning id",
                staff_member_id, account.username, base::iso_instant(now))
            .value();
    put_roles(transaction, id, account.roles);
    return id;
}

std::optional<Account> find_account(store::Connection& connection, std::int64_t id) {
    std::optional<Account> account;
    {
        store::Rows rows = connection.query(std::string(select_account) + " where a.id = $1", id);
        if (!rows.next()) return std::nullopt;
        account = account_of(rows.row());
    }
    account->roles = roles_of(connection, id);
    return account;
}

std::vector<Account> all_accounts(store::Connection& connection, int limit) {
    std::map<std::int64_t, std::vector<Role>> roles;
    // Conditions that hold for every row: with them the rows are read through an index.
    for (const store::Row& row :
         connection.query("select account_id, role from account_role where account_id > 0"
                          " order by account_id, role")) {
        if (const auto role = role_of(row.text_view(1))) roles[row.integer(0)].push_back(*role);
    }
    std::vector<Account> accounts;
    for (const store::Row& row :
         connection.query(std::string(select_account) +
                              " where a.id > 0 order by m.name collate danish, a.id limit $1",
                          limit)) {
        accounts.push_back(account_of(row));
        accounts.back().roles = roles[accounts.back().id];
    }
    return accounts;
}

std::map<std::int64_t, std::string> account_names(store::Connection& connection,
                                                  const std::vector<std::int64_t>& ids) {
    std::map<std::int64_t, std::string> names;
    for (std::size_t begin = 0; begin < ids.size(); begin += ids_at_once) {
        const std::size_t end = std::min(begin + ids_at_once, ids.size());
        std::string sql =
            "select a.id, m.name from account a join staff_member m on m.id = a.staff_member_id"
            " where a.id in (";
        std::vector<store::Value> values;
        for (std::size_t i = begin; i < end; ++i) {
            values.push_back(store::to_value(ids[i]));
            sql += (i == begin ? "$" : ", $") + std::to_string(values.size());
        }
        for (const store::Row& row : connection.query_values(sql + ")", values)) {
            names[row.integer(0)] = row.text(1);
        }
    }
    return names;
}

bool account_is_active(store::Connection& connection, std::int64_t id, base::Date day) {
    return connection
        .integer(
            "select id from account where id = $1 and (password_hash is not null"
            " or exists (select 1 from account_identity i where i.account_id = account.id))"
            " and (closed_on is null or closed_on > $2)",
            id, base::iso_date(day))
        .has_value();
}

std::optional<std::int64_t> account_id_of(store::Connection& connection,
                                          std::string_view username) {
    return connection.integer("select id from account where username = $1", username);
}

std::optional<Credentials> credentials_of(store::Connection& connection,
                                          std::string_view username) {
    return credentials_in(
        connection.query(std::string(select_credentials) + " where username = $1", username));
}

std::optional<Credentials> credentials_of(store::Connection& connection, std::int64_t account_id) {
    return credentials_in(
        connection.query(std::string(select_credentials) + " where id = $1", account_id));
}

std::string totp_context(std::int64_t account_id) {
    return "totp:" + std::to_string(account_id);
}

void change_person(store::WriteTransaction& transaction, const Account& account) {
    auto member = organisation::find_staff_member(transaction, account.staff_member_id);
    if (!member) throw std::logic_error("access: an account without a person");
    member->name = account.name;
    member->email = account.email;
    organisation::change_staff_member(transaction, *member);
}

void set_password(store::WriteTransaction& transaction, std::int64_t account_id,
                  const std::string& password_hash, base::Instant now) {
    transaction.execute(
        "update account set password_hash = $2, password_changed_at = $3 where id = $1", account_id,
        password_hash, base::iso_instant(now));
}

void renew_password_hash(store::WriteTransaction& transaction, std::int64_t account_id,
                         const std::string& password_hash) {
    transaction.execute("update account set password_hash = $2 where id = $1", account_id,
                        password_hash);
}

void set_language(store::WriteTransaction& transaction, std::int64_t account_id,
                  std::string_view language) {
    transaction.execute("update account set language = $2 where id = $1", account_id, language);
}

void set_authenticator(store::WriteTransaction& transaction, std::int64_t account_id,
                       const std::vector<std::uint8_t>& sealed_secret, std::int64_t used_step) {
    transaction.execute("update account set totp_secret = $2, totp_last_step = $3 where id = $1",
                        account_id, std::span<const std::uint8_t>(sealed_secret), used_step);
}

void remove_authenticator(store::WriteTransaction& transaction, std::int64_t account_id) {
    transaction.execute("update account set totp_secret = null where id = $1", account_id);
    transaction.execute("delete from recovery_code where account_id = $1", account_id);
}

bool use_totp_step(store::WriteTransaction& transaction, std::int64_t account_id,
                   std::int64_t step) {
    return transaction.execute(
               "update account set totp_last_step = $2 where id = $1 and totp_last_step < $2",
               account_id, step) > 0;
}

std::vector<std::string> renew_recovery_codes(store::WriteTransaction& transaction,
                                              std::int64_t account_id) {
    transaction.execute("delete from recovery_code where account_id = $1", account_id);
    std::vector<std::string> codes;
    for (int i = 0; i < recovery_codes_given; ++i) {
        codes.push_back(random_recovery_code());
        transaction.execute("insert into recovery_code (code_hash, account_id) values ($1, $2)",
                            token_hash(plain_recovery_code(codes.back())), account_id);
    }
    return codes;
}

bool use_recovery_code(store::WriteTransaction& transaction, std::int64_t account_id,
                       const std::string& typed, base::Instant now) {
    return transaction.execute(
               "update recovery_code set used_at = $3 where code_hash = $1 and account_id = $2"
               " and used_at is null",
               token_hash(plain_recovery_code(typed)), account_id, base::iso_instant(now)) > 0;
}

int unused_recovery_codes(store::Connection& connection, std::int64_t account_id) {
    return static_cast<int>(
        connection
            .integer("select count(*) from recovery_code where account_id = $1 and used_at is null",
                     account_id)
            .value_or(0));
}

std::string issue_link(store::WriteTransaction& transaction, std::int64_t account_id, LinkKind kind,
                       base::Instant now) {
    end_links(transaction, account_id, now);
    std::string token = random_token();
    transaction.execute(
        "insert into account_link (token_hash, account_id, kind, created_at, expires_at)"
        " values ($1, $2, $3, $4, $5)",
        token_hash(token), account_id, link_kind_code(kind), base::iso_instant(now),
        base::iso_instant(now + link_lifetime(kind)));
    return token;
}

std::optional<Link> find_link(store::Connection& connection, const std::string& token,
                              base::Instant now) {
    store::Rows rows = connection.query(
        "select token_hash, account_id, kind from account_link"
        " where token_hash = $1 and used_at is null and expires_at > $2",
        token_hash(token), base::iso_instant(now));
    if (!rows.next()) return std::nullopt;
    const auto kind = link_kind_of(rows.row().text_view(2));
    if (!kind) return std::nullopt;
    return Link{rows.row().text(0), rows.row().integer(1), *kind};
}

bool use_link(store::WriteTransaction& transaction, const std::string& hash, base::Instant now) {
    return transaction.execute(
               "update account_link set used_at = $2 where token_hash = $1 and used_at is null"
               " and expires_at > $2",
               hash, base::iso_instant(now)) > 0;
}

void end_links(store::WriteTransaction& transaction, std::int64_t account_id, base::Instant now) {
    transaction.execute(
        "update account_link set used_at = $2 where account_id = $1 and used_at is null",
        account_id, base::iso_instant(now));
}

base::Result<void> change_roles(store::WriteTransaction& transaction, std::int64_t account_id,
                                const std::vector<Role>& roles, base::Date today) {
    Account wanted;
    wanted.roles = roles;
    const bool loses_administration =
        !wanted.has_role(Role::administrator) &&
        is_administrator_who_can_sign_in(transaction, account_id, today);
    if (loses_administration && !another_administrator_stays(transaction, account_id)) {
        return last_administrator();
    }
    put_roles(transaction, account_id, roles);
    return {};
}

base::Result<void> close_account(store::WriteTransaction& transaction, std::int64_t account_id,
                                 base::Date from, base::Date today, base::Instant now) {
    if (is_administrator_who_can_sign_in(transaction, account_id, today) &&
        !another_administrator_stays(transaction, account_id)) {
        return last_administrator();
    }
    const auto account = find_account(transaction, account_id);
    if (!account) throw std::logic_error("access: closing an account that doesn't exist");
    auto member = organisation::find_staff_member(transaction, account->staff_member_id);
    if (!member) throw std::logic_error("access: an account without a person");

    transaction.execute("update account set closed_on = $2 where id = $1", account_id,
                        base::iso_date(from));
    member->left_on = from;
    organisation::change_staff_member(transaction, *member);
    organisation::end_holdings(transaction, member->id, from);
    end_links(transaction, account_id, now);
    end_identity_invitations(transaction, account_id, now);
    if (from <= today) end_sessions(transaction, account_id, 0, now);
    return {};
}

void reopen_account(store::WriteTransaction& transaction, std::int64_t account_id) {
    const auto account = find_account(transaction, account_id);
    if (!account) throw std::logic_error("access: reopening an account that doesn't exist");
    transaction.execute("update account set closed_on = null where id = $1", account_id);
    auto member = organisation::find_staff_member(transaction, account->staff_member_id);
    if (!member) throw std::logic_error("access: an account without a person");
    member->left_on.reset();
    organisation::change_staff_member(transaction, *member);
}

bool an_administrator_can_sign_in(store::Connection& connection, base::Date day) {
    return connection
        .integer(
            "select a.id from account_role r join account a on a.id = r.account_id"
            " where r.role = $1 and a.password_hash is not null and a.totp_secret is not null"
            " and (a.closed_on is null or a.closed_on > $2) limit 1",
            role_code(Role::administrator), base::iso_date(day))
        .has_value();
}

base::Result<std::string> invite_first_administrator(store::WriteTransaction& transaction,
                                                     base::Instant now, base::Date today,
                                                     const NewAccount& account) {
    if (an_administrator_can_sign_in(transaction, today)) {
        return base::refuse("administrator_exists",
                            "Der er allerede en administrator. Nye brugere oprettes i programmet.");
    }
    if (!is_username(account.username)) {
        return base::refuse(
            "username_malformed",
            "Brugernavnet skal have 3 til 64 tegn: små bogstaver a–z, tal, punktum, "
            "bindestreg, understreg eller @.");
    }
    NewAccount administrator = account;
    administrator.roles = {Role::administrator};
    const auto id = first_administrators_account(transaction, now, today, administrator);
    if (!id) return id.error();
    std::string token = issue_link(transaction, *id, LinkKind::invitation, now);
    trail::append(transaction, now,
                  trail::Line{"command", trail::Action::create, "account", std::to_string(*id), "",
                              "", "", "invitation"});
    return token;
}

}  // namespace access
