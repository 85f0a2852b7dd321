#include "access/account_store.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "access/kept_form_store.h"
#include "access/session_store.h"
#include "organisation/organisation_store.h"
#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"
#include "trail/trail.h"

namespace {

using namespace std::chrono_literals;
using access::LinkKind;
using access::NewAccount;
using access::Role;
using base::date_of;

const base::Instant now(1'731'405'600s);  // 12 November 2024
const base::Date today = date_of(2024, 11, 12);

class Accounts {
  public:
    Accounts() : database_({.file = folder_ / "accounts.db"}) {
        REQUIRE(database_.migrate(schema::migrations()).ok());
        transaction_.emplace(database_.write());
        organisation::put_unit(tx(), {"team", "Teamet", "The team", "team", "", "", {}});
    }
    store::WriteTransaction& tx() { return *transaction_; }
    store::Database& database() { return database_; }
    void commit() {
        transaction_->commit();
        transaction_.reset();
    }

    std::int64_t add(const std::string& username, std::vector<Role> roles) {
        return access::create_account(tx(), now, today,
                                      NewAccount{"Navn " + username, username, "", "team",
                                                 "Konsulent", "Consultant", std::move(roles)})
            .value();
    }
    // One who can sign in.
    std::int64_t add_active(const std::string& username, std::vector<Role> roles) {
        const std::int64_t id = add(username, std::move(roles));
        access::set_password(tx(), id, "$argon2id$", now);
        access::set_authenticator(tx(), id, {1, 2, 3}, 0);
        return id;
    }

    const store::TemporaryFolder& folder() const { return folder_; }

  private:
    store::TemporaryFolder folder_;
    store::Database database_;
    std::optional<store::WriteTransaction> transaction_;
};

}  // namespace

TEST_CASE("an account is a person, a position, a name to sign in with, and roles") {
    Accounts accounts;
    const auto id = accounts.add("mette", {Role::worker, Role::analyst});
    const auto account = access::find_account(accounts.tx(), id);
    REQUIRE(account.has_value());
    CHECK(account->username == "mette");
    CHECK(account->name == "Navn mette");
    CHECK(account->roles.size() == 2);
    CHECK(account->has_role(Role::analyst));
    CHECK_FALSE(account->has_role(Role::administrator));
    CHECK_FALSE(account->has_password);
    CHECK_FALSE(account->has_authenticator);
    CHECK(account->created_at == now);
    const auto holdings = organisation::holdings_of(accounts.tx(), account->staff_member_id);
    REQUIRE(holdings.size() == 1);
    CHECK(holdings[0].validity.from == today);
    CHECK_FALSE(access::find_account(accounts.tx(), 999).has_value());
}

TEST_CASE("a user name is taken once") {
    Accounts accounts;
    accounts.add("mette", {Role::worker});
    const auto again = access::create_account(
        accounts.tx(), now, today, NewAccount{"Mette To", "mette", "", "", "", "", {Role::worker}});
    REQUIRE_FALSE(again.ok());
    CHECK(again.error().code == "username_taken");
    CHECK(access::all_accounts(accounts.tx()).size() == 1);
}

TEST_CASE("names for ids") {
    Accounts accounts;
    const auto mette = accounts.add("mette", {Role::worker});
    const auto names = access::account_names(accounts.tx(), {mette, 999});
    CHECK(names.size() == 1);
    CHECK(names.at(mette) == "Navn mette");
    CHECK(access::account_names(accounts.tx(), {}).empty());
}

TEST_CASE("an account is active with a password, until the day it is closed on") {
    Accounts accounts;
    accounts.add_active("adam", {Role::administrator});
    const auto id = accounts.add("mette", {Role::worker});
    CHECK_FALSE(access::account_is_active(accounts.tx(), id, today));
    access::set_password(accounts.tx(), id, "$argon2id$", now);
    CHECK(access::account_is_active(accounts.tx(), id, today));
    REQUIRE(access::close_account(accounts.tx(), id, date_of(2024, 12, 1), today, now).ok());
    CHECK(access::account_is_active(accounts.tx(), id, date_of(2024, 11, 30)));
    CHECK_FALSE(access::account_is_active(accounts.tx(), id, date_of(2024, 12, 1)));
    CHECK_FALSE(access::account_is_active(accounts.tx(), 999, today));
}

TEST_CASE("who leaves at once loses sessions, links and positions; the account stays") {
    Accounts accounts;
    const auto id = accounts.add_active("mette", {Role::worker});
    const std::string session = access::start_session(accounts.tx(), id, "", now);
    const std::string link = access::issue_link(accounts.tx(), id, LinkKind::password, now);
    REQUIRE(access::close_account(accounts.tx(), id, today, today, now).ok());

    CHECK(access::open_sessions(accounts.tx(), id, now).empty());
    const auto found = access::find_session(accounts.tx(), session, today);
    REQUIRE(found.has_value());
    CHECK(found->times.ended_at == now);
    CHECK(found->closed_on == today);
    CHECK_FALSE(access::find_link(accounts.tx(), link, now).has_value());
    const auto account = access::find_account(accounts.tx(), id);
    REQUIRE(account.has_value());
    CHECK_FALSE(account->is_open_on(today));
    // The position began today and so never was; one begun earlier would end today.
    CHECK(organisation::holdings_of(accounts.tx(), account->staff_member_id).empty());
    CHECK(organisation::find_staff_member(accounts.tx(), account->staff_member_id)->left_on ==
          today);

    access::reopen_account(accounts.tx(), id);
    CHECK(access::account_is_active(accounts.tx(), id, today));
    CHECK_FALSE(organisation::find_staff_member(accounts.tx(), account->staff_member_id)
                    ->left_on.has_value());
}

TEST_CASE("who leaves later keeps the session until then") {
    Accounts accounts;
    const auto id = accounts.add_active("mette", {Role::worker});
    access::start_session(accounts.tx(), id, "", now);
    REQUIRE(access::close_account(accounts.tx(), id, date_of(2024, 11, 13), today, now).ok());
    CHECK(access::open_sessions(accounts.tx(), id, now).size() == 1);
}

TEST_CASE("the last administrator who can sign in can't go") {
    Accounts accounts;
    const auto adam = accounts.add_active("adam", {Role::administrator});
    accounts.add("invited", {Role::administrator});  // can't sign in yet
    const auto roles = access::change_roles(accounts.tx(), adam, {Role::worker}, today);
    REQUIRE_FALSE(roles.ok());
    CHECK(roles.error().code == "last_administrator");
    const auto closed = access::close_account(accounts.tx(), adam, today, today, now);
    REQUIRE_FALSE(closed.ok());
    CHECK(closed.error().code == "last_administrator");
    CHECK(access::find_account(accounts.tx(), adam)->has_role(Role::administrator));
    // Another role beside it is no loss.
    CHECK(
        access::change_roles(accounts.tx(), adam, {Role::administrator, Role::worker}, today).ok());

    const auto eva = accounts.add_active("eva", {Role::administrator});
    CHECK(access::change_roles(accounts.tx(), adam, {Role::worker}, today).ok());
    CHECK_FALSE(access::close_account(accounts.tx(), eva, today, today, now).ok());
    CHECK(access::close_account(accounts.tx(), adam, today, today, now).ok());
}

TEST_CASE("an administrator who is leaving is no other administrator") {
    Accounts accounts;
    const auto adam = accounts.add_active("adam", {Role::administrator});
    const auto eva = accounts.add_active("eva", {Role::administrator});
    CHECK(access::close_account(accounts.tx(), eva, date_of(2024, 12, 1), today, now).ok());
    CHECK_FALSE(access::change_roles(accounts.tx(), adam, {Role::worker}, today).ok());
}

TEST_CASE("links work once, for their time, and the newest only") {
    Accounts accounts;
    const auto id = accounts.add("mette", {Role::worker});
    const std::string first = access::issue_link(accounts.tx(), id, LinkKind::invitation, now);
    CHECK(access::find_link(accounts.tx(), first, now + 7 * 24h - 1ms).has_value());
    CHECK_FALSE(access::find_link(accounts.tx(), first, now + 7 * 24h).has_value());
    CHECK_FALSE(access::find_link(accounts.tx(), first + "x", now).has_value());
    const std::string second = access::issue_link(accounts.tx(), id, LinkKind::password, now);
    CHECK_FALSE(access::find_link(accounts.tx(), first, now).has_value());
    const auto link = access::find_link(accounts.tx(), second, now);
    REQUIRE(link.has_value());
    CHECK(link->kind == LinkKind::password);
    CHECK(link->account_id == id);
    CHECK_FALSE(access::find_link(accounts.tx(), second, now + 24h).has_value());
    CHECK_FALSE(access::use_link(accounts.tx(), link->token_hash, now + 24h));
    CHECK(access::use_link(accounts.tx(), link->token_hash, now));
    CHECK_FALSE(access::use_link(accounts.tx(), link->token_hash, now));
    CHECK_FALSE(access::find_link(accounts.tx(), second, now).has_value());
}

TEST_CASE("a step of the authenticator app is used once, and never an older one") {
    Accounts accounts;
    const auto id = accounts.add_active("mette", {Role::worker});
    CHECK(access::use_totp_step(accounts.tx(), id, 100));
    CHECK_FALSE(access::use_totp_step(accounts.tx(), id, 100));
    CHECK_FALSE(access::use_totp_step(accounts.tx(), id, 99));
    CHECK(access::use_totp_step(accounts.tx(), id, 101));
}

TEST_CASE("recovery codes work once each, for their account, until there are new ones") {
    Accounts accounts;
    const auto mette = accounts.add_active("mette", {Role::worker});
    const auto jens = accounts.add_active("jens", {Role::worker});
    const auto codes = access::renew_recovery_codes(accounts.tx(), mette);
    REQUIRE(codes.size() == 10);
    CHECK(access::unused_recovery_codes(accounts.tx(), mette) == 10);
    CHECK_FALSE(access::use_recovery_code(accounts.tx(), jens, codes[0], now));
    CHECK(access::use_recovery_code(accounts.tx(), mette, codes[0], now));
    CHECK_FALSE(access::use_recovery_code(accounts.tx(), mette, codes[0], now));
    CHECK_FALSE(access::use_recovery_code(accounts.tx(), mette, "AAAA-AAAA-AAAA-AAAA", now));
    CHECK_FALSE(access::use_recovery_code(accounts.tx(), mette, "", now));
    CHECK(access::unused_recovery_codes(accounts.tx(), mette) == 9);
    access::renew_recovery_codes(accounts.tx(), mette);
    CHECK_FALSE(access::use_recovery_code(accounts.tx(), mette, codes[1], now));
    access::remove_authenticator(accounts.tx(), mette);
    CHECK(access::unused_recovery_codes(accounts.tx(), mette) == 0);
    CHECK_FALSE(access::find_account(accounts.tx(), mette)->has_authenticator);
}

TEST_CASE(
    "the first administrator is invited, once more before the link is used, and never after") {
    Accounts accounts;
    const NewAccount adam{"Adam", "adam", "", "", "", "", {Role::worker}};
    CHECK_FALSE(access::an_administrator_can_sign_in(accounts.tx(), today));
    const auto first = access::invite_first_administrator(accounts.tx(), now, today, adam);
    REQUIRE(first.ok());
    const auto link = access::find_link(accounts.tx(), *first, now);
    REQUIRE(link.has_value());
    CHECK(link->kind == LinkKind::invitation);
    const auto account = access::find_account(accounts.tx(), link->account_id);
    CHECK((account->roles == std::vector<Role>{Role::administrator}));

    const auto again = access::invite_first_administrator(accounts.tx(), now, today, adam);
    REQUIRE(again.ok());
    CHECK_FALSE(access::find_link(accounts.tx(), *first, now).has_value());
    CHECK(access::all_accounts(accounts.tx()).size() == 1);

    accounts.add("mette", {Role::worker});
    NewAccount mette = adam;
    mette.username = "mette";
    CHECK(access::invite_first_administrator(accounts.tx(), now, today, mette).error().code ==
          "username_taken");
    mette.username = "M H";
    CHECK(access::invite_first_administrator(accounts.tx(), now, today, mette).error().code ==
          "username_malformed");

    access::set_password(accounts.tx(), link->account_id, "$argon2id$", now);
    access::set_authenticator(accounts.tx(), link->account_id, {1}, 0);
    CHECK(access::an_administrator_can_sign_in(accounts.tx(), today));
    NewAccount eva = adam;
    eva.username = "eva";
    CHECK(access::invite_first_administrator(accounts.tx(), now, today, eva).error().code ==
          "administrator_exists");
    const auto lines = trail::lines(accounts.tx(), {.actor = "command"});
    CHECK(lines.size() == 2);
}

TEST_CASE("a session is found with its user, roles and unit by one query without a scan") {
    Accounts accounts;
    const auto id = accounts.add_active("mette", {Role::worker, Role::analyst});
    const std::string token = access::start_session(accounts.tx(), id, "Firefox, Linux", now);
    accounts.commit();
    store::ReadTransaction reading = accounts.database().read();
    const auto before = accounts.database().statistics().full_scan_steps;
    const auto found = access::find_session(reading, token, today);
    REQUIRE(found.has_value());
    CHECK(found->account_id == id);
    CHECK(found->username == "mette");
    CHECK(found->unit_key == "team");
    CHECK(found->roles.size() == 2);
    CHECK(found->times.last_used_at == now);
    CHECK(accounts.database().statistics().full_scan_steps == before);
    CHECK_FALSE(access::find_session(reading, token + "x", today).has_value());
    CHECK_FALSE(access::find_session(reading, "", today).has_value());
    // The day before there was no position yet.
    CHECK(access::find_session(reading, token, base::add_days(today, -1))->unit_key == "");
}

TEST_CASE("a user without any role has a session that may nothing") {
    Accounts accounts;
    const auto id = accounts.add_active("mette", {});
    const std::string token = access::start_session(accounts.tx(), id, "", now);
    const auto found = access::find_session(accounts.tx(), token, today);
    REQUIRE(found.has_value());
    CHECK(found->roles.empty());
}

TEST_CASE("the database holds no token, no password and no code") {
    Accounts accounts;
    const auto id = accounts.add_active("mette", {Role::worker});
    const std::string token = access::start_session(accounts.tx(), id, "", now);
    const std::string link = access::issue_link(accounts.tx(), id, LinkKind::password, now);
    const auto codes = access::renew_recovery_codes(accounts.tx(), id);
    const auto count = [&](const std::string& sql, const std::string& value) {
        return accounts.tx().integer(sql, value).value();
    };
    CHECK(count("select count(*) from session where token_hash = $1", token) == 0);
    CHECK(count("select count(*) from account_link where token_hash = $1", link) == 0);
    CHECK(count("select count(*) from recovery_code where code_hash = $1", codes[0]) == 0);
}

TEST_CASE("sessions: rotated, touched, ended one by one and all but one, and removed at last") {
    Accounts accounts;
    const auto mette = accounts.add_active("mette", {Role::worker});
    const auto jens = accounts.add_active("jens", {Role::worker});
    const std::string token = access::start_session(accounts.tx(), mette, "", now);
    const auto id = access::find_session(accounts.tx(), token, today)->id;
    const std::string rotated = access::rotate_session(accounts.tx(), id);
    CHECK_FALSE(access::find_session(accounts.tx(), token, today).has_value());
    CHECK(access::find_session(accounts.tx(), rotated, today)->id == id);

    access::touch_session(accounts.tx(), id, now + 5min);
    access::touch_session(accounts.tx(), id, now + 4min);  // never backwards
    CHECK(access::find_session(accounts.tx(), rotated, today)->times.last_used_at == now + 5min);

    CHECK_FALSE(access::end_session(accounts.tx(), jens, id, now));  // someone else's
    CHECK(access::end_session(accounts.tx(), mette, id, now + 6min));
    CHECK_FALSE(access::end_session(accounts.tx(), mette, id, now + 7min));

    const std::string kept = access::start_session(accounts.tx(), mette, "", now);
    access::start_session(accounts.tx(), mette, "", now);
    access::start_session(accounts.tx(), jens, "", now);
    const auto kept_id = access::find_session(accounts.tx(), kept, today)->id;
    CHECK(access::end_sessions(accounts.tx(), mette, kept_id, now + 1min) == 1);
    CHECK(access::open_sessions(accounts.tx(), mette, now + 1min).size() == 1);
    CHECK(access::open_sessions(accounts.tx(), jens, now + 1min).size() == 1);
    CHECK(access::open_sessions(accounts.tx(), jens, now + 30min).empty());

    access::remove_old_sessions(accounts.tx(), now + 24h);
    CHECK(access::find_session(accounts.tx(), kept, today).has_value());
    access::remove_old_sessions(accounts.tx(), now + 24h + 1ms);
    CHECK_FALSE(access::find_session(accounts.tx(), kept, today).has_value());
}

TEST_CASE("kept forms: for their account, for a day, at most five, unreadable in the database") {
    Accounts accounts;
    const auto mette = accounts.add_active("mette", {Role::worker});
    const auto jens = accounts.add_active("jens", {Role::worker});
    const auto secrets = access::Secrets::load_or_create(accounts.folder() / "a.key").value();
    const access::KeptForm form{"/observationer/ny", {{"tekst", "Hærværk ved skolen"}}};
    const auto id = access::keep_form(accounts.tx(), secrets, mette, form, now).value();
    const auto find = [&](std::int64_t account, const std::string& wanted, base::Instant at) {
        return access::find_kept_form(accounts.tx(), secrets, account, wanted, at);
    };
    CHECK(find(mette, id, now + 24h - 1ms) == form);
    CHECK_FALSE(find(mette, id, now + 24h).has_value());
    CHECK_FALSE(find(jens, id, now).has_value());
    CHECK_FALSE(find(mette, "other", now).has_value());
    CHECK(accounts.tx().integer("select count(*) from kept_form where instr(content, $1) > 0",
                                std::string("skolen")) == 0);

    // A row moved to another account can't be opened there.
    accounts.tx().execute("update kept_form set account_id = $1", jens);
    CHECK_FALSE(find(jens, id, now).has_value());
    accounts.tx().execute("update kept_form set account_id = $1", mette);

    for (int i = 1; i <= 5; ++i)
        access::keep_form(accounts.tx(), secrets, mette, form, now + i * 1s);
    const auto ids = access::kept_forms_of(accounts.tx(), mette, now + 6s);
    CHECK(ids.size() == 5);
    CHECK(std::find(ids.begin(), ids.end(), id) == ids.end());
    access::remove_kept_form(accounts.tx(), jens, ids[0]);
    CHECK(access::kept_forms_of(accounts.tx(), mette, now + 6s).size() == 5);
    access::remove_kept_form(accounts.tx(), mette, ids[0]);
    CHECK(access::kept_forms_of(accounts.tx(), mette, now + 6s).size() == 4);
    access::remove_old_kept_forms(accounts.tx(), now + 25h);
    CHECK(accounts.tx().integer("select count(*) from kept_form") == 0);

    const access::KeptForm large{"/a", {{"tekst", std::string(70'000, 'x')}}};
    CHECK_FALSE(access::keep_form(accounts.tx(), secrets, mette, large, now).has_value());
}
