#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "access/data_map_store.h"
#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"

// Reads the code: every function of a store that touches persons takes a warrant. Which modules do
// is what their tables say (table_description), so that a module added later is covered.
namespace {

namespace fs = std::filesystem;

// Stores of modules with tables about persons that hold nothing but the program's own users.
const std::set<std::string> stores_about_staff = {
    "access/account_store.h",  "access/actor_store.h",          "access/data_map_store.h",
    "access/identity_store.h", "access/identity_proof_store.h", "access/kept_form_store.h",
    "access/passkey_store.h",  "access/session_store.h",        "access/spent_token_store.h",
};

// A comment that begins so, right before a function, says why it needs none.
constexpr std::string_view excuse = "// No warrant:";

std::string text_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string without_comments(const std::string& text) {
    return std::regex_replace(text, std::regex("//[^\n]*"), "");
}

// The functions that are given a connection and neither take a warrant nor have an excuse.
std::vector<std::string> functions_without_warrant(const std::string& header) {
    std::vector<std::string> found;
    std::string declaration;
    bool in_comment = false;
    for (const char c : header) {
        in_comment = c != '\n' && (in_comment || (c == '/' && declaration.ends_with('/')));
        if (in_comment || (c != ';' && c != '{' && c != '}')) {
            declaration += c;
            continue;
        }
        const std::string code = without_comments(declaration);
        static const std::regex function(
            R"((\w+)\s*\([^)]*store::(Connection|ReadTransaction|WriteTransaction|Database)\s*&)");
        std::smatch match;
        if (std::regex_search(code, match, function) && code.find("Warrant") == code.npos &&
            declaration.find(excuse) == declaration.npos) {
            found.push_back(match[1]);
        }
        declaration.clear();
    }
    return found;
}

std::set<std::string> modules_with_persons() {
    store::TemporaryFolder folder;
    store::Database database(
        {.file = folder / "modules.db", .durability = store::DatabaseOptions::Durability::off});
    REQUIRE(database.migrate(schema::migrations()).ok());
    store::ReadTransaction reading = database.read();
    std::set<std::string> modules;
    for (const access::DescribedTable& table : access::described_tables(reading)) {
        const bool about_citizens =
            table.subject != access::RowSubject::none && table.subject != access::RowSubject::staff;
        // The trail holds numbers of those who were looked at, and is asked before any warrant.
        if (about_citizens && table.owner != "trail") modules.insert(table.owner);
    }
    return modules;
}

}  // namespace

TEST_CASE("every store function that touches persons takes a warrant") {
    const fs::path source = fs::path(TRYGBY_SOURCE_DIR) / "src";
    const std::set<std::string> modules = modules_with_persons();
    CHECK(modules.contains("access"));
    int headers = 0;
    for (const std::string& module : modules) {
        CAPTURE(module);
        REQUIRE(fs::is_directory(source / module));
        for (const auto& entry : fs::directory_iterator(source / module)) {
            const std::string name = module + "/" + entry.path().filename().string();
            if (!name.ends_with("_store.h") || stores_about_staff.contains(name)) continue;
            ++headers;
            for (const std::string& function : functions_without_warrant(text_of(entry.path()))) {
                FAIL_CHECK(name << ": " << function << " takes no warrant");
            }
        }
    }
    CHECK(headers >= 3);
}

TEST_CASE("the reading of headers finds what lacks a warrant") {
    using Names = std::vector<std::string>;
    CHECK(functions_without_warrant("Person find(store::Connection& c, PersonId id);") ==
          Names{"find"});
    CHECK(functions_without_warrant("std::vector<Person>\nall(store::ReadTransaction& c,\n"
                                    "    int limit = 3);") == Names{"all"});
    CHECK(functions_without_warrant("void put(store::WriteTransaction& t, const Person& p);\n"
                                    "int two(store::Database& d);") == Names{"put", "two"});
    CHECK(functions_without_warrant("namespace a {\nint f(store::Connection& c);\n}") ==
          Names{"f"});
    CHECK(functions_without_warrant(
              "Person find(store::Connection& c, const access::Warrant<access::PersonId>& w);")
              .empty());
    CHECK(functions_without_warrant("// No warrant: counts only.\nint f(store::Connection& c);")
              .empty());
    // A word in a comment is no warrant, and an excuse holds for one function.
    CHECK(functions_without_warrant("// Takes a Warrant.\nint f(store::Connection& c);") ==
          Names{"f"});
    CHECK(functions_without_warrant("// No warrant: counts only.\nint f(store::Connection& c);\n"
                                    "int g(store::Connection& c);") == Names{"g"});
    CHECK(functions_without_warrant("int plain(int number);").empty());
}
