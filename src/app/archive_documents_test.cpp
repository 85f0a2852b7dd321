#include "app/archive_documents.h"

#include <doctest/doctest.h>

#include <fstream>

#include "access/testing/policy_world.h"
#include "app/instance.h"
#include "formats/external_process.h"
#include "people/archive_store.h"
#include "store/testing/temporary_folder.h"

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// The smallest PDF there is, whatever it should say.
base::Result<std::string> empty_page(const std::string&, const web::Language&) {
    return std::string(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
        "trailer<</Root 1 0 R>>\n%%EOF\n");
}

struct Program {
    store::TemporaryFolder folder;
    app::Configuration configuration;
    std::unique_ptr<store::Database> database;
    access::Law law = access::testing::small_law();
    const base::Instant now = base::parse_instant("2026-11-21T10:00:00Z").value();

    Program() {
        configuration.data_directory = folder.path();
        database = app::open_database(configuration).value();
        access::LimitEntry smallest;
        smallest.key = "smallest_count";
        smallest.value = 5;
        law.limits.push_back(smallest);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Program, "R38: the archive is told what the system is and how tables are read") {
    const web::Language danish(web::LanguageCode::danish);
    CHECK(has(citizen::paper_html(app::system_paper("Prøvekøbing <Kommune>"), danish),
              "Prøvekøbing &lt;Kommune&gt;"));
    store::ReadTransaction reading = database->read();
    const std::string text = citizen::paper_html(app::reading_paper(reading, law), danish);
    for (const people::ArchiveTable& table : people::archive_tables(reading)) {
        CHECK(has(text, "(" + table.name + ")"));
        for (const people::ArchiveColumn& column : table.columns) CHECK(has(text, column.name));
    }
    CHECK(has(text, "code_purpose"));
}

TEST_CASE("R38: the users' guide is plain text, and names pages as the pages do") {
    const citizen::Paper guide = app::guide_paper();
    CHECK(guide.title == "Brugervejledning til Trygby");
    REQUIRE(guide.sections.size() > 10);
    const web::Language english(web::LanguageCode::english);
    std::size_t names = 0;
    for (const citizen::PaperSection& section : guide.sections) {
        CAPTURE(section.heading);
        CHECK_FALSE(section.paragraphs.empty());
        for (const std::string& paragraph : section.paragraphs) {
            CAPTURE(paragraph);
            CHECK(paragraph.find_first_of("*#`[]_") == std::string::npos);
            const std::string opening = "„";
            for (std::size_t at = paragraph.find(opening); at != std::string::npos;
                 at = paragraph.find(opening, at + 1)) {
                const std::size_t begin = at + opening.size();
                const std::string name =
                    paragraph.substr(begin, paragraph.find("“", begin) - begin);
                CAPTURE(name);
                CHECK(english.say(name) != name);  // so it is a sentence of the interface
                ++names;
            }
        }
    }
    CHECK(names > 30);
}

TEST_CASE_FIXTURE(Program, "R38: the documents are pages, with those of the municipality") {
    if (!formats::find_program("pdftoppm")) {
        MESSAGE("SKIPPED: pdftoppm is not installed");
        return;
    }
    citizen::Press press{empty_page, {}};
    const auto documents = [&](const std::filesystem::path& more) {
        return app::archive_documents(configuration, *database, law, press, more, now);
    };
    const auto own = documents({});
    REQUIRE(own.ok());
    CHECK(own->size() == 4);
    for (const exchange::ContextDocument& document : *own) {
        CHECK_FALSE(document.title.empty());
        CHECK_FALSE(document.description.empty());
        CHECK(document.pages.size() == 1);
    }
    const store::TemporaryFolder more;
    std::ofstream(more / "Vejledning.tif", std::ios::binary) << own->front().pages.front();
    std::ofstream(more / "notes.txt") << "not for the archive";
    const auto all = documents(more.path());
    REQUIRE(all.ok());
    REQUIRE(all->size() == 5);
    CHECK(all->back().title == "Vejledning");
    std::ofstream(more / "Forkert.tif", std::ios::binary) << "%PDF-1.4";
    CHECK(documents(more.path()).error().code == "archive_file");
    CHECK(documents(more / "nowhere").error().code == "archive_file");
}
