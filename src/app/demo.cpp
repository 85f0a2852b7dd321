#include "app/demo.h"

#include <yaml-cpp/yaml.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>

#include "access/account_store.h"
#include "access/base32.h"
#include "access/impact_assessment_store.h"
#include "access/password_hasher.h"
#include "access/secrets.h"
#include "access/totp.h"
#include "activities/activity_store.h"
#include "activities/enquiry_store.h"
#include "app/demo_circles.h"
#include "app/demo_persons.h"
#include "app/demo_random.h"
#include "app/demo_registrations.h"
#include "app/demo_relations.h"
#include "app/demo_report.h"
#include "app/instance.h"
#include "base/digest.h"
#include "evidence/official_statistics_store.h"
#include "initiatives/catalogue_command.h"
#include "initiatives/current_catalogue.h"
#include "organisation/organisation_store.h"
#include "places/observation_store.h"
#include "trail/trail.h"

namespace app {
namespace {

struct InventedUser {
    std::string_view username;
    std::string_view name;
    access::Role role;
    std::string_view unit;
    std::string_view title_da;
    std::string_view title_en;
};
constexpr std::array invented_users{
    InventedUser{"medarbejder", "Maja Lindgren", access::Role::worker, "operative_team",
                 "Gadeplansmedarbejder", "Street worker"},
    InventedUser{"koordinator", "Jonas Agerholm", access::Role::coordinator, "operative_team",
                 "Kriminalpræventiv konsulent", "Crime prevention consultant"},
    InventedUser{"leder", "Birgit Sandager", access::Role::leader, "centre_children_prevention",
                 "Leder", "Manager"},
    InventedUser{"analytiker", "Emil Kjærbo", access::Role::analyst, "centre_children_prevention",
                 "Analytiker", "Analyst"},
    InventedUser{"politiker", "Lise Brandtoft", access::Role::politician,
                 "economy_and_planning_committee", "Udvalgsmedlem", "Committee member"},
    InventedUser{"raadgiver", "Henrik Vadholm", access::Role::data_protection_officer, "",
                 "Databeskyttelsesrådgiver", "Data protection officer"},
    InventedUser{"administrator", "Sofie Dahlmark", access::Role::administrator, "",
                 "Administrator", "Administrator"},
};
// Staff of other agencies; which one, and where they sit, says demo_relations.
constexpr std::array invented_partners{
    InventedUser{"politi", "Rasmus Tornbjerg", access::Role::partner, "", "Politiassistent",
                 "Police officer"},
    InventedUser{"psykiatri", "Ida Lundegaard", access::Role::partner, "", "Sygeplejerske",
                 "Nurse"},
    InventedUser{"kriminalforsorg", "Peter Holmsted", access::Role::partner, "",
                 "Socialrådgiver i Kriminalforsorgen", "Prison service social worker"},
    InventedUser{"skole", "Camilla Birkedal", access::Role::partner, "", "Skoleleder",
                 "Head teacher"},
    InventedUser{"boligforening", "Ole Vestermark", access::Role::partner, "",
                 "Boligsocial medarbejder", "Housing worker"},
    InventedUser{"institution", "Nadia Elmquist", access::Role::partner, "", "Leder af værestedet",
                 "Head of the drop-in centre"},
};
constexpr std::array<std::string_view, 5> further_staff{
    "Karim Østerlund", "Tine Møllebro", "Anders Fuglekær", "Leila Strandby", "Mikkel Ravnsø"};
constexpr std::array<std::string_view, 12> password_words{"gran", "fyrre", "birk",   "lyng",
                                                          "mose", "klit",  "fjord",  "bakke",
                                                          "eng",  "kilde", "strand", "skov"};

std::string invent_password(DemoRandom& random) {
    std::string password;
    for (int i = 0; i < 3; ++i)
        password +=
            std::string(random.one_of(std::span<const std::string_view>(password_words))) + "-";
    return password + std::to_string(random.between(100, 999));
}

std::string invent_secret(DemoRandom& random) {
    std::string secret;
    for (int i = 0; i < 20; ++i) secret.push_back(static_cast<char>(random.below(256)));
    return secret;
}

base::Instant beginning() {
    return base::parse_instant("2024-01-01T08:00:00Z").value();
}

// Everything one demonstration is made with.
struct Making {
    store::Database& database;
    const access::Secrets& secrets;
    DemoRandom& random;
    std::ostream& out;
    const web::Language& language;
    std::int64_t account_id = 0;  // in whose name things are registered
    std::vector<std::int64_t> caseworkers;
    std::int64_t leader = 0;
    std::vector<std::int64_t> staff_members;
};

DemoUser make_user(Making& making, const InventedUser& invented, access::PasswordHasher& hasher) {
    const base::Date day = base::date_of(2024, 1, 1);
    DemoUser user{std::string(invented.username), invent_password(making.random), "",
                  std::string(invented.title_da)};
    const std::string secret = invent_secret(making.random);
    user.totp_secret = access::base32(secret);
    store::WriteTransaction writing = making.database.write();
    const bool unit_known =
        !invented.unit.empty() && organisation::find_unit(writing, invented.unit).has_value();
    const std::int64_t id =
        access::create_account(writing, beginning(), day,
                               {.name = std::string(invented.name),
                                .username = user.username,
                                .email = user.username + "@trygby.example",
                                .unit_key = unit_known ? std::string(invented.unit) : std::string(),
                                .title_da = std::string(invented.title_da),
                                .title_en = std::string(invented.title_en),
                                .roles = {invented.role}})
            .value();
    access::set_password(writing, id, hasher.hash(user.password).value(), beginning());
    access::set_authenticator(writing, id, making.secrets.seal(access::totp_context(id), secret),
                              0);
    trail::append(writing, beginning(),
                  {.actor = "command",
                   .action = trail::Action::create,
                   .subject_kind = "account",
                   .subject_id = std::to_string(id),
                   .reference = "demo"});
    writing.commit();
    store::ReadTransaction reading = making.database.read();
    const auto account = access::find_account(reading, id);
    if (invented.role == access::Role::worker) making.account_id = id;
    if (invented.role == access::Role::leader) making.leader = id;
    if (invented.role == access::Role::worker || invented.role == access::Role::coordinator) {
        making.staff_members.push_back(account->staff_member_id);
        making.caseworkers.push_back(id);
    }
    return user;
}

void make_further_staff(Making& making) {
    store::WriteTransaction writing = making.database.write();
    for (const std::string_view name : further_staff) {
        const std::int64_t id = organisation::add_staff_member(
            writing, {.id = 0, .name = std::string(name), .email = "", .left_on = {}});
        making.staff_members.push_back(id);
        if (organisation::find_unit(writing, "operative_team"))
            organisation::add_holding(writing, {.id = 0,
                                                .staff_member_id = id,
                                                .unit_key = "operative_team",
                                                .title_da = "Gadeplansmedarbejder",
                                                .title_en = "Street worker",
                                                .validity = {base::date_of(2024, 1, 1), {}}});
    }
    writing.commit();
}

void write_users(const std::filesystem::path& directory, const std::vector<DemoUser>& users) {
    YAML::Emitter out;
    out << YAML::BeginSeq;
    for (const DemoUser& user : users)
        out << YAML::BeginMap << YAML::Key << "username" << YAML::Value << user.username
            << YAML::Key << "password" << YAML::Value << user.password << YAML::Key << "totp_secret"
            << YAML::Value << user.totp_secret << YAML::Key << "title" << YAML::Value << user.title
            << YAML::EndMap;
    out << YAML::EndSeq;
    const std::filesystem::path file = directory / "demo-users.yaml";
    std::ofstream(file) << out.c_str() << "\n";
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

void record(store::WriteTransaction& writing, const Making& making, base::Instant at,
            std::string_view kind, std::int64_t id) {
    trail::append(writing, at,
                  {.actor = "account:" + std::to_string(making.account_id),
                   .action = trail::Action::create,
                   .subject_kind = std::string(kind),
                   .subject_id = std::to_string(id),
                   .reference = "demo"});
}

// Writes two hundred at a time (SQLite keeps the pages that a transaction changed in a list, and
// walks it at every statement), and a line of progress for each ten thousand.
template <class Record, class Write>
void write_all(Making& making, const std::vector<Record>& records, std::string_view what,
               const Write& write) {
    std::size_t done = 0;
    while (done < records.size()) {
        store::WriteTransaction writing = making.database.write();
        const std::size_t end = std::min(records.size(), done + 200);
        for (; done < end; ++done) write(writing, records[done]);
        writing.commit();
        if (done % 10000 == 0 || done == records.size())
            making.out << making.language.say_with(
                              "  {}: {} af {}", std::string(making.language.say(what)),
                              std::to_string(done), std::to_string(records.size()))
                       << std::endl;
    }
}

void write_year(Making& making, const DemoYear& year) {
    const auto changer = [&](base::LocalTime at) {
        return std::pair{making.account_id, web::to_instant(at)};
    };
    write_all(making, year.activities, base::danish("Aktiviteter"),
              [&](store::WriteTransaction& writing, const activities::Activity& activity) {
                  const auto [account, at] = changer(activity.ends_at.value());
                  record(writing, making, at, "activity",
                         activities::add_activity(writing, activity, {account, at}).id);
              });
    write_all(making, year.enquiries, base::danish("Henvendelser"),
              [&](store::WriteTransaction& writing, const activities::Enquiry& enquiry) {
                  const auto [account, at] = changer(enquiry.received_at);
                  record(writing, making, at, "enquiry",
                         activities::add_enquiry(writing, enquiry, {account, at}).id);
              });
    write_all(making, year.observations, base::danish("Observationer"),
              [&](store::WriteTransaction& writing, const places::Observation& observation) {
                  const auto [account, at] = changer(observation.observed_at);
                  record(writing, making, at, "observation",
                         places::add_observation(writing, observation, {account, at}).id);
              });
}

// Where the official tables are not at hand: figures of the right size that say they are made up.
std::filesystem::path invent_table(const Making& making, const DemoOptions& options,
                                   std::string_view table) {
    std::filesystem::path file = options.directory / (std::string(table) + ".generated.csv");
    std::ofstream out(file, std::ios::binary);
    const bool crime = table == evidence::crime_table;
    out << (crime ? "OMRÅDE;OVERTRÆD;TID;INDHOLD\n" : "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD\n");
    struct Area {
        std::string code;
        std::int64_t inhabitants;
    };
    std::vector<Area> areas{{"000", 5900000}, {"084", 1880000}, {"183", 23500}};
    // Enough other municipalities to show how much they vary; the same size in both tables.
    DemoRandom sizes(98);
    for (const char* code : {"151", "153", "155", "157", "159", "161", "163", "165", "167", "169",
                             "173", "175", "185", "187", "190", "201", "210", "217", "250", "253"})
        areas.push_back({code, sizes.between(15000, 70000)});
    struct Offence {
        const char* code;
        std::int64_t per_ten_thousand_a_quarter;
    };
    for (const Area& area : areas) {
        // More or less crime than elsewhere, year after year.
        const bool own = area.code == "000" || area.code == "084" || area.code == "183";
        const std::int64_t level = own ? 100 : sizes.between(80, 120);
        DemoRandom& random = own ? making.random : sizes;
        for (int year = 2016; year <= 2025; ++year) {
            const std::int64_t inhabitants = area.inhabitants * (100 + year - 2020) / 100;
            if (!crime) {
                out << area.code << ";TOT;IALT;TOT;" << year << "K1;" << inhabitants << "\n";
                continue;
            }
            for (const Offence& offence :
                 {Offence{"TOT", 190}, Offence{"12", 12}, Offence{"1316", 4}, Offence{"1320", 9},
                  Offence{"1332", 9}, Offence{"1336", 40}, Offence{"3210", 11}, Offence{"3410", 4}})
                for (int quarter = 1; quarter <= 4; ++quarter) {
                    const std::int64_t usual =
                        inhabitants * offence.per_ten_thousand_a_quarter * level / 1000000;
                    const std::int64_t count = usual * random.between(92, 108) / 100;
                    out << area.code << ";" << offence.code << ";" << year << "K" << quarter << ";"
                        << count << "\n";
                }
        }
    }
    return file;
}

void import_tables(Making& making, const DemoOptions& options) {
    for (const std::string_view table : {evidence::crime_table, evidence::population_table}) {
        std::filesystem::path file =
            options.statistics_directory / (std::string(table) + ".bulk.csv");
        const bool generated =
            options.statistics_directory.empty() || !std::filesystem::exists(file);
        if (generated) file = invent_table(making, options, table);
        store::WriteTransaction writing = making.database.write();
        const auto outcome = evidence::import_official_statistics(
            writing, {file, file.filename().string(), std::string(table),
                      base::date_of(2026, 2, 15), 0, beginning(), generated});
        if (const auto* refused = std::get_if<evidence::Refused>(&outcome))
            throw std::runtime_error("official statistics: " + refused->reasons.front().code);
        trail::append(
            writing, beginning(),
            {.actor = "command",
             .action = trail::Action::create,
             .subject_kind = "official_release",
             .subject_id = std::to_string(std::get<evidence::ImportOutcome>(outcome).release.id)});
        writing.commit();
        making.out << making.language.say_with(
                          generated ? base::danish("  Statistik: {} (opdigtede tal)")
                                    : base::danish("  Statistik: {} (Danmarks Statistik)"),
                          std::string(table))
                   << std::endl;
    }
}

// The report for 2024 is the baseline, and the one for 2025 shows the change.
base::Result<void> make_reports(Making& making, const initiatives::Catalogue& catalogue,
                                const DemoOptions& options) {
    const std::filesystem::path folder = options.catalogue_directory / "reports";
    for (const DemoReport& report :
         {DemoReport{2024, folder / "2024.yaml",
                     base::parse_instant("2026-03-02T09:00:00Z").value()},
          DemoReport{2025, folder / "2025-demonstration.yaml",
                     base::parse_instant("2026-03-16T09:00:00Z").value()}}) {
        making.out << making.language.say_with("Årsrapporten for {} udgives",
                                               std::to_string(report.year))
                   << std::endl;
        const auto made =
            make_demo_report(making.database, catalogue, report, making.language, making.out);
        if (!made) return made.error();
    }
    return {};
}

// The pages about persons are open in a demonstration too only because someone signed; what was
// signed says that it is none.
void sign_demo_assessment(Making& making) {
    constexpr std::string_view document =
        "Dette er en demonstration. Alle personer er opdigtede, og der er ingen konsekvensanalyse.";
    store::WriteTransaction writing = making.database.write();
    const std::int64_t officer = access::account_id_of(writing, "raadgiver").value();
    access::add_assessment(writing, {.decided_by = "Demonstration: ingen har underskrevet",
                                     .decided_on = base::date_of(2024, 1, 1),
                                     .document_name = "demonstration.txt",
                                     .document_sha256 = base::sha256_hex(document),
                                     .reason = std::string(document),
                                     .account_id = officer,
                                     .at = beginning()});
    trail::append(writing, beginning(),
                  {.actor = "command",
                   .action = trail::Action::sign,
                   .subject_kind = "impact_assessment",
                   .subject_id = "persons",
                   .reference = "demo"});
    writing.commit();
}

base::Result<void> make_persons(Making& making, const Configuration& configuration) {
    auto services =
        PersonServices::open(configuration, making.database, beginning, [](std::string_view) {});
    if (!services) return services.error();
    {
        store::WriteTransaction writing = making.database.write();
        make_demo_agencies(writing);
        writing.commit();
    }
    sign_demo_assessment(making);
    const auto account_of = [&making](std::string_view username) {
        store::ReadTransaction reading = making.database.read();
        return access::account_id_of(reading, username).value();
    };
    {
        std::map<std::string, std::int64_t, std::less<>> accounts;
        for (const auto& user : invented_users)
            accounts.emplace(user.username, account_of(user.username));
        for (const auto& user : invented_partners)
            accounts.emplace(user.username, account_of(user.username));
        store::WriteTransaction writing = making.database.write();
        seat_demo_partners(
            writing,
            [&accounts](std::string_view username) { return accounts.find(username)->second; },
            beginning());
        writing.commit();
    }
    auto persons = make_demo_persons(making.database, **services, making.caseworkers, beginning());
    if (!persons) return persons;
    auto shared = make_demo_relations(making.database, **services, account_of, beginning());
    if (!shared) return shared;
    return make_demo_circles(making.database, **services,
                             {.worker = making.caseworkers.front(),
                              .colleague = making.caseworkers.back(),
                              .leader = making.leader},
                             beginning());
}

}  // namespace

base::Result<void> make_demo(const DemoOptions& options, const web::Language& language,
                             std::ostream& out) {
    Configuration configuration;
    configuration.data_directory = std::filesystem::absolute(options.directory);
    configuration.catalogue_directory = std::filesystem::absolute(options.catalogue_directory);
    if (!options.analyses_directory.empty()) {
        configuration.analyses_directory = std::filesystem::absolute(options.analyses_directory);
        configuration.analysis_data_directory =
            std::filesystem::absolute(options.statistics_directory);
    }
    configuration.demonstration = true;
    if (std::filesystem::exists(configuration.database_file()))
        return base::refuse("directory_used", "Mappen {} indeholder allerede en database.",
                            configuration.data_directory.string());
    auto database = open_database(configuration);
    if (!database) return database.error();
    auto secrets = access::Secrets::load_or_create(configuration.data_directory / "secrets.key");
    if (!secrets) return secrets.error();
    out << language.say("Kataloget indlæses") << std::endl;
    const int imported =
        initiatives::import_catalogue_folder(configuration.catalogue_directory, **database,
                                             {.languages = {},
                                              .browser_changes = {},
                                              .now = beginning(),
                                              .is_used = activities::initiative_is_used},
                                             language, out);
    if (imported != 0)
        return base::refuse("catalogue", "Kataloget i {} kunne ikke indlæses.",
                            configuration.catalogue_directory.string());
    DemoRandom random(options.seed);
    Making making{**database, *secrets, random, out, language, 0, {}, {}};
    out << language.say("Brugere oprettes") << std::endl;
    access::PasswordHasher hasher;
    std::vector<DemoUser> users;
    for (const InventedUser& user : invented_users)
        users.push_back(make_user(making, user, hasher));
    // With chance of their own, so that what is invented after them stays as it was.
    DemoRandom partner_random(options.seed + 1);
    Making partners{**database, *secrets, partner_random, out, language, 0, {}, {}};
    for (const InventedUser& user : invented_partners)
        users.push_back(make_user(partners, user, hasher));
    make_further_staff(making);
    write_users(configuration.data_directory, users);
    initiatives::CurrentCatalogue current;
    std::shared_ptr<const initiatives::Catalogue> catalogue;
    {
        store::ReadTransaction reading = (*database)->read();
        catalogue = current.get(reading);
    }
    for (const int year : {2024, 2025}) {
        out << language.say_with("Registreringer for {} opdigtes", std::to_string(year))
            << std::endl;
        write_year(making,
                   invent_year(*catalogue, year, making.staff_members, options.scale, random));
    }
    out << language.say("Personer opdigtes") << std::endl;
    base::Result<void> invented = make_persons(making, configuration);
    if (!invented) return invented;
    import_tables(making, options);
    const base::Result<void> reported = make_reports(making, *catalogue, options);
    if (!reported) return reported.error();
    // Written last: its presence says that the demonstration is whole.
    std::ofstream(configuration.data_directory / "trygby.yaml")
        << write_configuration(configuration);
    return {};
}

base::Result<std::vector<DemoUser>> demo_users(const std::filesystem::path& directory) {
    const std::filesystem::path file = directory / "demo-users.yaml";
    if (!std::filesystem::exists(file))
        return base::refuse("no_demo", "I {} er der ingen demonstration.", directory.string());
    std::vector<DemoUser> users;
    for (const YAML::Node& node : YAML::LoadFile(file.string()))
        users.push_back({node["username"].Scalar(), node["password"].Scalar(),
                         node["totp_secret"].Scalar(), node["title"].Scalar()});
    return users;
}

void print_demo_users(const std::vector<DemoUser>& users, base::Instant now,
                      const web::Language& language, std::ostream& out) {
    out << language.say(
               "Log ind som en af disse opdigtede brugere (koden skifter hvert halve minut; "
               "„trygby demo code BRUGER“ giver en ny):")
        << "\n";
    for (const DemoUser& user : users) {
        const std::string secret = access::decode_base32(user.totp_secret).value_or("");
        out << "  " << user.username
            << std::string(15 - std::min<std::size_t>(14, user.username.size()), ' ')
            << user.password
            << std::string(22 - std::min<std::size_t>(21, user.password.size()), ' ')
            << access::current_totp_code(secret, now) << "\n";
    }
    out << std::flush;
}

}  // namespace app
