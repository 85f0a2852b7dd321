// The parts of script/bench that need the program's own code; see README.md beside this file.
//     site_bench prepare FOLDER                    puts off the jobs, prints user TAB session token
//     site_bench bare FOLDER PORT USER TARGET…     serves the pages bare until it is ended
//     site_bench walk FOLDER                       every page: what its statements did
//     site_bench page FOLDER USER TARGET [TIMES]   one page: its statements and their steps; asked
//                                                  for many times it can be profiled
//     site_bench report FOLDER YEAR                a year's draft against its own SQL

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "access/guards.h"
#include "app/instance.h"
#include "demo_site.h"
#include "initiatives/current_catalogue.h"
#include "page_walk.h"
#include "reports/report_reading.h"
#include "reports/report_store.h"
#include "web/form_decoding.h"
#include "web/server.h"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

int prepare(DemoSite& site) {
    site.put_off_jobs();
    for (const app::DemoUser& user : site.users())
        std::cout << user.username << '\t' << site.sign_in(user.username) << '\n';
    return 0;
}

// Asked for twice: the first time reads the catalogue and opens connections.
FetchedPage warm_page(DemoSite& site, const std::string& target, const std::string& token) {
    site.fetch(target, token);
    FetchedPage page = site.fetch(target, token);
    if (page.response.status != 200 || page.statements.empty())
        throw std::runtime_error(target + " answers " + std::to_string(page.response.status));
    return page;
}

int show_page(DemoSite& site, const std::string& user, const std::string& target, int times) {
    const std::string token = site.sign_in(user);
    const FetchedPage page = warm_page(site, target, token);
    for (int i = 2; i < times; ++i) site.handle(target, token);
    for (const Statement& statement : page.statements)
        std::cout << statement.steps << '\t' << statement.scan_steps << '\t' << statement.sql
                  << '\n';
    return 0;
}

// One route a path; which of its recorded targets is asked for says the whole target.
void add_bare_route(web::Router& router, const std::filesystem::path& file,
                    const std::string& target, const FetchedPage& page) {
    const std::string path = web::decode_path(target.substr(0, target.find('?'))).value();
    router.add({web::Method::get, path, access::Guards::without_visitor(),
                [&file, &page](const web::Request&) {
                    thread_local BareConnection connection(file);
                    connection.run(page.statements);
                    return page.response;
                }});
}

struct Bare {
    std::filesystem::path file;
    unsigned threads = 0;
    std::vector<FetchedPage> pages;
};

// The site is closed again afterwards: whoever is measured beside it needs its key file.
Bare recorded(const std::filesystem::path& folder, const std::string& user,
              const std::vector<std::string>& targets) {
    DemoSite site(folder);
    const std::string token = site.sign_in(user);
    Bare bare{site.configuration().database_file(), site.configuration().worker_threads(), {}};
    for (const std::string& target : targets) bare.pages.push_back(warm_page(site, target, token));
    return bare;
}

int serve_bare(const std::filesystem::path& folder, std::uint16_t port, const std::string& user,
               const std::vector<std::string>& targets) {
    const Bare bare = recorded(folder, user, targets);
    web::Router router;
    for (std::size_t i = 0; i < targets.size(); ++i)
        add_bare_route(router, bare.file, targets[i], bare.pages[i]);

    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    web::ServerOptions options;
    options.port = port;
    options.threads = bare.threads;
    const web::Dispatcher dispatcher{
        router,
        [](const web::Request&, int status) { return web::text_response("", status); },
        [](const web::Request&, std::string_view cause) { std::cerr << cause << std::endl; },
        {}};
    web::Server server(
        options, dispatcher, [](const web::RequestRecord&) {}, [] { return std::string(); });
    if (!server.start()) throw std::runtime_error("the bare server does not start");
    std::cout << "listening" << std::endl;
    int signal = 0;
    sigwait(&signals, &signal);
    server.stop();
    return 0;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

template <class Work>
double microseconds(const Work& work) {
    const auto begin = Clock::now();
    work();
    return Microseconds(Clock::now() - begin).count();
}

std::int64_t activities_in(store::Connection& connection, int year) {
    return connection
        .integer("select sum(planned + held + cancelled) from activity_total where year = $1", year)
        .value_or(0);
}

// The document as it would be frozen now, with all its figures, and then the same SQL alone.
int compare_report(DemoSite& site, int year) {
    constexpr int rounds = 41;
    const web::Language danish(web::LanguageCode::danish);
    const web::Language english(web::LanguageCode::english);
    initiatives::CurrentCatalogue current;
    const auto make = [&] {
        store::ReadTransaction reading = site.database().read();
        const auto catalogue = current.get(reading);
        const auto report = reports::find_report(reading, year);
        if (!report) throw std::runtime_error("there is no report of that year");
        return reports::current_document(reading, *catalogue, *report,
                                         {.today = web::to_local(app::system_now()).date,
                                          .demonstration = true,
                                          .danish = danish,
                                          .english = english});
    };
    make();
    std::vector<Statement> statements;
    {
        const Recording recording;
        make();
        statements = recording.statements();
    }
    BareConnection connection(site.configuration().database_file());
    connection.run(statements);
    std::vector<double> whole;
    std::vector<double> bare;
    for (int i = 0; i < rounds; ++i) {
        whole.push_back(microseconds([&] { make(); }));
        bare.push_back(microseconds([&] { connection.run(statements); }));
    }
    store::ReadTransaction reading = site.database().read();
    std::cout << activities_in(reading, year) << '\t' << median(whole) << '\t' << median(bare)
              << '\n';
    return 0;
}

int run(const std::vector<std::string>& words) {
    if (words.size() < 2) throw std::runtime_error("site_bench COMMAND FOLDER …");
    Recording::listen();
    if (words[0] == "bare" && words.size() > 4)
        return serve_bare(words[1], static_cast<std::uint16_t>(std::stoi(words[2])), words[3],
                          {words.begin() + 4, words.end()});
    DemoSite site(words[1]);
    if (words[0] == "prepare") return prepare(site);
    if (words[0] == "walk") return walk(site, std::cout), 0;
    if (words[0] == "page" && words.size() > 3)
        return show_page(site, words[2], words[3], words.size() > 4 ? std::stoi(words[4]) : 0);
    if (words[0] == "report" && words.size() == 3) return compare_report(site, std::stoi(words[2]));
    throw std::runtime_error("site_bench: unknown command " + words[0]);
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    try {
        return bench::run({words + 1, words + count});
    } catch (const std::exception& failure) {
        std::cerr << "site_bench: " << failure.what() << std::endl;
        return 1;
    }
}
