#include "app/command.h"

#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "access/account_store.h"
#include "access/base32.h"
#include "access/law_command.h"
#include "access/secrets.h"
#include "access/totp.h"
#include "app/address_list.h"
#include "app/analyse_command.h"
#include "app/archive_command.h"
#include "app/arguments.h"
#include "app/configuration.h"
#include "app/demo.h"
#include "app/doctor.h"
#include "app/instance.h"
#include "app/registered_uses.h"
#include "app/retention_command.h"
#include "app/serve.h"
#include "app/site.h"
#include "app/trail_command.h"
#include "app/version.h"
#include "evidence/official_statistics_store.h"
#include "initiatives/catalogue_command.h"
#include "initiatives/current_catalogue.h"
#include "reports/report_command.h"
#include "trail/trail.h"

namespace app {
namespace {

// What a command has to work with.
struct Call {
    Arguments arguments;
    const web::Language& language;
    std::ostream& out;
    std::ostream& err;

    int refuse(const base::Error& error) const {
        err << "trygby: " << language.say(error) << std::endl;
        return 1;
    }
    // The word after the command's own, or empty.
    std::string word(std::size_t index) const {
        return index < arguments.words.size() ? arguments.words[index] : std::string();
    }
};

base::Result<Configuration> configuration_of(const Call& call) {
    std::string file = call.arguments.option("config");
    const char* from_environment = std::getenv("TRYGBY_CONFIG");
    if (file.empty() && from_environment) file = from_environment;
    return read_configuration(file.empty() ? "/etc/trygby/trygby.yaml" : file);
}

// --NAME as a whole number up to `largest`; `otherwise` when it isn't given.
base::Result<std::uint64_t> number_option(const Call& call, std::string_view name,
                                          std::uint64_t otherwise, std::uint64_t largest) {
    const std::string& text = call.arguments.option(name);
    if (text.empty()) return otherwise;
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size() || number > largest)
        return base::refuse("usage", "--{} skal være et helt tal fra 0 til {}.", std::string(name),
                            std::to_string(largest));
    return number;
}

// For commands that work on the configured database.
using WithDatabase = int (*)(const Call&, const Configuration&, store::Database&);
int with_database(const Call& call, WithDatabase work) {
    const auto configuration = configuration_of(call);
    if (!configuration) return call.refuse(configuration.error());
    auto database = open_database(*configuration);
    if (!database) return call.refuse(database.error());
    return work(call, *configuration, **database);
}

int serve_command(const Call& call) {
    auto configuration = configuration_of(call);
    if (!configuration) return call.refuse(configuration.error());
    const std::string& port = call.arguments.option("port");
    if (!port.empty()) {
        const auto number = number_option(call, "port", 0, 65535);
        if (!number) return call.refuse(number.error());
        configuration->listen_port = static_cast<std::uint16_t>(*number);
    }
    return serve(*configuration, call.language, call.out, call.err, [&] {
        if (!configuration->demonstration) return;
        if (const auto users = demo_users(configuration->data_directory))
            print_demo_users(*users, system_now(), call.language, call.out);
        else
            call.refuse(users.error());
    });
}

int migrate_command(const Call& call) {
    return with_database(
        call, [](const Call& inner, const Configuration&, store::Database& database) {
            inner.out << inner.language.say_with("Databasen er på version {}.",
                                                 std::to_string(database.schema_number()))
                      << std::endl;
            return 0;
        });
}

// For commands that describe the program itself: on a fresh database, which is removed again.
template <class Work>
int with_fresh_database(const Call& call, Work work) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("trygby-fresh-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    int code = 0;
    {
        Configuration configuration;
        configuration.data_directory = folder;
        const auto database = open_database(configuration);
        code = database ? work(configuration, **database) : call.refuse(database.error());
    }
    std::filesystem::remove_all(folder);
    return code;
}

// Prints the whole schema: what schema.sql holds.
int schema_command(const Call& call) {
    return with_fresh_database(call, [&](const Configuration&, store::Database& database) {
        call.out << database.schema();
        return 0;
    });
}

// Prints what the program answers: what src/app/addresses.txt holds.
int addresses_command(const Call& call) {
    return with_fresh_database(
        call, [&](const Configuration& configuration, store::Database& database) {
            auto secrets =
                access::Secrets::load_or_create(configuration.data_directory / "secrets.key");
            if (!secrets) return call.refuse(secrets.error());
            const auto quiet = [](std::string_view) {};
            auto persons = PersonServices::open(configuration, database, system_now, quiet);
            if (!persons) return call.refuse(persons.error());
            const Site site(configuration, database, *secrets, system_now, quiet, {},
                            std::move(*persons));
            call.out << address_list(site.router());
            return 0;
        });
}

int backup_command(const Call& call) {
    if (call.word(1).empty())
        return call.refuse(base::refuse("usage", "Brug: trygby backup FIL --config FIL"));
    return with_database(
        call, [](const Call& inner, const Configuration&, store::Database& database) {
            const base::Result<void> copied = database.backup(inner.word(1));
            if (!copied) return inner.refuse(copied.error());
            inner.out << inner.language.say_with("Kopieret til {}.", inner.word(1)) << std::endl;
            return 0;
        });
}

int restore_command(const Call& call) {
    if (call.word(1).empty())
        return call.refuse(base::refuse("usage", "Brug: trygby restore FIL --config FIL"));
    const auto configuration = configuration_of(call);
    if (!configuration) return call.refuse(configuration.error());
    const base::Result<void> restored =
        store::restore(call.word(1), configuration->database_file());
    if (!restored) return call.refuse(restored.error());
    call.out << call.language.say_with("{} er genskabt fra {}.",
                                       configuration->database_file().string(), call.word(1))
             << std::endl;
    return 0;
}

TrailWords trail_words(const Call& call) {
    return {call.word(2), call.arguments.option("heads"), call.arguments.option("key"),
            call.arguments.has("rotate")};
}

int trail_command(const Call& call) {
    if (call.word(1) == "check-proof")
        return check_trail_proof(trail_words(call), call.language, call.out, call.err);
    for (const char* what : {"verify", "head", "prove"}) {
        if (call.word(1) != what) continue;
        return with_database(call, [](const Call& inner, const Configuration& configuration,
                                      store::Database& database) {
            const auto work = inner.word(1) == "verify" ? verify_trail
                              : inner.word(1) == "head" ? head_of_trail
                                                        : prove_trail_line;
            return work(configuration, database, trail_words(inner), inner.language, inner.out,
                        inner.err);
        });
    }
    return call.refuse(base::refuse(
        "usage",
        "Brug: trygby trail verify [--heads FIL] [--key NØGLE] | head [--rotate] | prove LINJE | "
        "check-proof FIL [--key NØGLE]"));
}

int import_catalogue(const Call& call, const Configuration&, store::Database& database) {
    return initiatives::import_catalogue_folder(
        call.word(2), database,
        {.languages = {},
         .browser_changes = call.arguments.has("overwrite") ? initiatives::BrowserChanges::overwrite
                                                            : initiatives::BrowserChanges::protect,
         .now = system_now(),
         .is_used = initiative_is_used},
        call.language, call.out);
}

int export_catalogue(const Call& call, const Configuration&, store::Database& database) {
    return initiatives::export_catalogue_folder(call.word(2), database, call.language, call.out);
}

int catalogue_command(const Call& call) {
    const std::string what = call.word(1);
    if (call.word(2).empty() || (what != "check" && what != "import" && what != "export"))
        return call.refuse(
            base::refuse("usage", "Brug: trygby catalogue check|import|export MAPPE"));
    if (what == "check")
        return initiatives::check_catalogue_folder(call.word(2), {}, call.language, call.out);
    return with_database(call, what == "import" ? import_catalogue : export_catalogue);
}

int law_command(const Call& call) {
    const std::string what = call.word(1);
    if (what == "check") return access::check_law(call.word(2), call.language, call.out);
    if (what == "export" && !call.word(2).empty())
        return access::export_law(call.word(2), call.language, call.out);
    return call.refuse(
        base::refuse("usage", "Brug: trygby law check [MAPPE] eller trygby law export MAPPE"));
}

int import_statistics(const Call& call, const Configuration&, store::Database& database) {
    const auto retrieved = base::parse_date(call.arguments.option("retrieved"));
    if (!retrieved)
        return call.refuse(base::refuse("usage", "--retrieved skal være en dato som 2026-03-01."));
    const std::filesystem::path file = call.word(2);
    const base::Instant now = system_now();
    store::WriteTransaction writing = database.write();
    const auto outcome = evidence::import_official_statistics(
        writing, {file, file.filename().string(), call.arguments.option("table"), *retrieved, 0,
                  now, false});
    if (const auto* refused = std::get_if<evidence::Refused>(&outcome)) {
        for (const base::Error& reason : refused->reasons) call.refuse(reason);
        return 1;
    }
    const auto& imported = std::get<evidence::ImportOutcome>(outcome);
    if (imported.known_already) {
        call.out << call.language.say("Filen er indlæst før. Intet er ændret.") << std::endl;
        return 0;
    }
    trail::append(writing, now,
                  {.actor = "command",
                   .action = trail::Action::create,
                   .subject_kind = "official_release",
                   .subject_id = std::to_string(imported.release.id),
                   .reference = imported.release.checksum});
    writing.commit();
    for (const base::Error& note : imported.notes) call.out << call.language.say(note) << "\n";
    call.out << call.language.say_with("{}: {} tal, {} ændrede, {} ikke oplyst.",
                                       imported.release.table,
                                       std::to_string(imported.release.figures),
                                       std::to_string(imported.release.changed),
                                       std::to_string(imported.release.unknown))
             << std::endl;
    return 0;
}

int statistics_command(const Call& call) {
    if (call.word(1) != "import" || call.word(2).empty())
        return call.refuse(base::refuse(
            "usage", "Brug: trygby statistics import FIL --table STRAF11 --retrieved ÅÅÅÅ-MM-DD"));
    return with_database(call, import_statistics);
}

int analyse_command(const Call& call) {
    const Arguments& arguments = call.arguments;
    const auto memory = number_option(call, "memory", AnalyseWords{}.memory_megabytes, 1'000'000);
    if (!memory) return call.refuse(memory.error());
    return analyse({call.word(1), arguments.option("data"), arguments.option("folder"),
                    arguments.option("format"), arguments.option("describe"), arguments.has("list"),
                    arguments.has("schema"), arguments.has("document"), *memory},
                   call.language, call.out, call.err);
}

int begin_report(const Call& call, const Configuration&, store::Database& database) {
    initiatives::CurrentCatalogue current;
    std::shared_ptr<const initiatives::Catalogue> catalogue;
    {
        store::ReadTransaction reading = database.read();
        catalogue = current.get(reading);
    }
    return reports::import_report_file(call.word(2), database, *catalogue, system_now(),
                                       call.language, call.out);
}

int report_command(const Call& call) {
    if (call.word(1) != "import" || call.word(2).empty())
        return call.refuse(base::refuse("usage", "Brug: trygby report import FIL"));
    return with_database(call, begin_report);
}

int first_administrator(const Call& call, const Configuration& configuration,
                        store::Database& database) {
    const base::Instant now = system_now();
    store::WriteTransaction writing = database.write();
    const base::Result<std::string> token = access::invite_first_administrator(
        writing, now, web::to_local(now).date,
        {.name = call.arguments.option("name"),
         .username = access::normalised_username(call.arguments.option("username")),
         .email = call.arguments.option("email"),
         .unit_key = "",
         .title_da = "Administrator",
         .title_en = "Administrator",
         .roles = {access::Role::administrator}});
    if (!token) return call.refuse(token.error());
    writing.commit();
    const std::string address =
        configuration.public_address.empty()
            ? "http://127.0.0.1:" + std::to_string(configuration.listen_port)
            : configuration.public_address;
    call.out << call.language.say("Åbn denne adresse inden for en uge for at vælge adgangskode:")
             << "\n"
             << address << access::link_path(access::LinkKind::invitation) << *token << std::endl;
    return 0;
}

int account_command(const Call& call) {
    if (call.word(1) != "first-administrator" || call.arguments.option("username").empty() ||
        call.arguments.option("name").empty())
        return call.refuse(base::refuse(
            "usage",
            "Brug: trygby account first-administrator --username NAVN --name \"Fulde Navn\""));
    return with_database(call, first_administrator);
}

int doctor_command(const Call& call) {
    const auto configuration = configuration_of(call);
    if (!configuration) return call.refuse(configuration.error());
    return examine(*configuration, call.language, call.out);
}

int demo_code(const Call& call) {
    const auto configuration = configuration_of(call);
    if (!configuration) return call.refuse(configuration.error());
    const auto users = demo_users(configuration->data_directory);
    if (!users) return call.refuse(users.error());
    for (const DemoUser& user : *users) {
        if (user.username != call.word(2)) continue;
        call.out << access::current_totp_code(access::decode_base32(user.totp_secret).value_or(""),
                                              system_now())
                 << std::endl;
        return 0;
    }
    return call.refuse(
        base::refuse("usage", "Demonstrationen har ingen bruger „{}“.", call.word(2)));
}

int demo_command(const Call& call) {
    if (call.word(1) == "code") return demo_code(call);
    if (call.word(1).empty())
        return call.refuse(base::refuse(
            "usage",
            "Brug: trygby demo MAPPE [--seed TAL] [--catalogue MAPPE] [--analyses MAPPE]"));
    const auto seed = number_option(call, "seed", 2024, std::numeric_limits<std::uint32_t>::max());
    if (!seed) return call.refuse(seed.error());
    const auto scale = number_option(call, "scale", 1, 10000);
    if (!scale) return call.refuse(scale.error());
    const std::string& catalogue = call.arguments.option("catalogue");
    const char* shared = std::getenv("TRYGBY_SHARED");
    DemoOptions options;
    options.directory = call.word(1);
    options.catalogue_directory = catalogue.empty() ? "catalogue/ishoej" : catalogue;
    options.statistics_directory =
        std::filesystem::path(shared ? shared : "../shared") / "data" / "denmark";
    options.analyses_directory = call.arguments.option("analyses");
    options.seed = *seed;
    options.scale = static_cast<int>(*scale);
    const base::Result<void> made = make_demo(options, call.language, call.out);
    return made ? 0 : call.refuse(made.error());
}

int archive_command(const Call& call) {
    const std::string what = call.word(1);
    if (call.word(2).empty() || (what != "export" && what != "check"))
        return call.refuse(base::refuse("usage",
                                        "Brug: trygby archive export MAPPE --username NAVN --code "
                                        "KODE [--documents MAPPE] eller "
                                        "trygby archive check MAPPE"));
    if (what == "check")
        return check_archive_folder(call.word(2), call.language, call.out, call.err);
    return with_database(
        call, [](const Call& inner, const Configuration& configuration, store::Database& database) {
            return export_archive(
                configuration, database,
                {inner.word(2), access::normalised_username(inner.arguments.option("username")),
                 inner.arguments.option("code"), inner.arguments.option("documents")},
                inner.language, inner.out, inner.err);
        });
}

int retention_command(const Call& call) {
    if (!call.arguments.has("dry-run"))
        return call.refuse(base::refuse("usage", "Brug: trygby retention --dry-run"));
    return with_database(
        call, [](const Call& inner, const Configuration& configuration, store::Database& database) {
            return print_retention(configuration, database, inner.language, inner.out, inner.err);
        });
}

int version_command(const Call& call) {
    call.out << "trygby " << version() << std::endl;
    return 0;
}

struct Command {
    std::string_view name;
    std::string_view help;
    int (*run)(const Call&);
};

// Every command, in one list.
constexpr Command commands[] = {
    {"serve", base::danish("starter tjenesten"), serve_command},
    {"migrate", base::danish("bringer databasen på nyeste version"), migrate_command},
    {"backup", base::danish("kopierer databasen til en fil, mens tjenesten kører"), backup_command},
    {"restore", base::danish("genskaber databasen fra en kopi; tjenesten skal være stoppet"),
     restore_command},
    {"doctor", base::danish("undersøger indstillinger, database, spor og optællinger"),
     doctor_command},
    {"trail",
     base::danish("„trail verify|head|prove LINJE|check-proof FIL“: sporet og dets beviser"),
     trail_command},
    {"catalogue", base::danish("„catalogue check|import|export MAPPE“"), catalogue_command},
    {"law",
     base::danish("„law check [MAPPE]“ undersøger lovens filer, „law export MAPPE“ skriver dem"),
     law_command},
    {"statistics", base::danish("„statistics import FIL“ indlæser tal fra Statistikbanken"),
     statistics_command},
    {"analyse", base::danish("„analyse SPEC.json“ regner; „analyse --list“ viser metoderne"),
     analyse_command},
    {"report", base::danish("„report import FIL“ begynder en årsrapport med en fils tekster"),
     report_command},
    {"account", base::danish("„account first-administrator“ inviterer den første administrator"),
     account_command},
    {"demo", base::danish("laver en demonstration i en mappe; „demo code BRUGER“ giver en kode"),
     demo_command},
    {"archive",
     base::danish("„archive export MAPPE“ danner en arkiveringsversion, „archive check MAPPE“ "
                  "kontrollerer opbygningen"),
     archive_command},
    {"retention",
     base::danish("„retention --dry-run“ tæller, hvem der kan slettes hvornår, og ændrer intet"),
     retention_command},
    {"schema", base::danish("skriver hele databasens skema"), schema_command},
    {"addresses", base::danish("skriver alle adresser og den rettighed, som hver kræver"),
     addresses_command},
    {"version", base::danish("skriver versionen"), version_command},
};

int print_usage(const web::Language& language, std::ostream& out) {
    out << language.say("Brug: trygby KOMMANDO [valgmuligheder]") << "\n\n";
    for (const Command& command : commands)
        out << "  " << command.name << std::string(12 - command.name.size(), ' ')
            << language.say(command.help) << "\n";
    out << std::flush;
    return 2;
}

}  // namespace

int run(const std::vector<std::string>& arguments, const std::string& language_tag,
        std::ostream& out, std::ostream& err) {
    const web::Language language(language_tag == "da" ? web::LanguageCode::danish
                                                      : web::LanguageCode::english);
    const auto parsed = parse_arguments(
        arguments,
        {"config",    "port",      "seed",      "scale",    "catalogue", "analyses", "overwrite!",
         "table",     "retrieved", "name",      "username", "email",     "heads",    "key",
         "rotate!",   "dry-run!",  "data",      "format",   "describe",  "list!",    "schema!",
         "document!", "code",      "documents", "folder",   "memory"});
    if (!parsed) {
        err << "trygby: " << language.say(parsed.error()) << std::endl;
        return 2;
    }
    if (parsed->words.empty()) return print_usage(language, err);
    for (const Command& command : commands)
        if (command.name == parsed->words.front())
            return command.run({*parsed, language, out, err});
    return print_usage(language, err);
}

}  // namespace app
