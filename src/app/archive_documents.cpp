#include "app/archive_documents.h"

#include <algorithm>

#include "app/running_program.h"
#include "base/text.h"
#include "citizen/processing_record.h"
#include "formats/file_bytes.h"
#include "formats/tiff.h"
#include "people/archive_code_store.h"
#include "people/archive_store.h"

namespace app {

// Embedded: docs/brugervejledning.md.
std::string_view users_guide();

namespace {

namespace fs = std::filesystem;
using citizen::Paper;
using citizen::PaperSection;
using citizen::PaperTable;
using exchange::ContextCategory;
using exchange::ContextDocument;

constexpr std::size_t page_bytes_max = 64 * 1024 * 1024;

struct Described {
    Paper paper;
    std::string description;
    ContextCategory category;
};

std::vector<Described> own_papers(const Configuration& configuration, store::Database& database,
                                  const access::Law& law, base::Instant now) {
    const web::Language danish(web::LanguageCode::danish);
    const citizen::RunningProgram program = running_program(configuration);
    store::ReadTransaction reading = database.read();
    return {
        {system_paper(configuration.municipality_name),
         "Hvad systemet er til, hvem der har brugt det, og hvad det ikke indeholder",
         ContextCategory::purpose},
        {reading_paper(reading, law), "Hvad tabellerne indeholder, og hvordan værdierne læses",
         ContextCategory::content},
        {citizen::processing_record({reading, law, program, danish, configuration.municipality_name,
                                     now, web::to_local(now).date}),
         "Fortegnelsen over behandlingsaktiviteter på dagen for udtrækket",
         ContextCategory::regulations},
        {guide_paper(), "Hvordan systemet bruges, side for side", ContextCategory::user_guide},
    };
}

base::Result<ContextDocument> printed(const Described& described, citizen::Press& press) {
    const auto pdf = press.pdf(described.paper, web::Language(web::LanguageCode::danish));
    if (!pdf) return pdf.error();
    auto pages = formats::render_tiff(*pdf);
    if (!pages) return pages.error();
    return ContextDocument{described.paper.title, described.description, described.category,
                           std::move(*pages)};
}

base::Result<std::vector<ContextDocument>> documents_in(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(folder, failure))
        if (entry.path().extension() == ".tif") files.push_back(entry.path());
    if (failure)
        return base::refuse("archive_file", "Filen {} kan ikke læses eller skrives.",
                            folder.string());
    std::sort(files.begin(), files.end());
    std::vector<ContextDocument> documents;
    for (const fs::path& file : files) {
        auto bytes = formats::read_file_bytes(file, page_bytes_max);
        if (!bytes) return bytes.error();
        if (!formats::is_tiff(*bytes))
            return base::refuse("archive_file", "Filen {} er ikke en TIFF-fil.", file.string());
        documents.push_back({file.stem().string(),
                             "Kommunens eget dokument",
                             ContextCategory::user_guide,
                             {std::move(*bytes)}});
    }
    return documents;
}

PaperTable table_of(const people::ArchiveTable& table) {
    PaperTable paper{table.description + " (" + table.name + ")", {"Kolonne", "Indhold"}, {}};
    for (const people::ArchiveColumn& column : table.columns)
        paper.rows.push_back({column.name, column.description});
    return paper;
}

}  // namespace

Paper system_paper(const std::string& municipality) {
    Paper paper;
    paper.title = "Om systemet Trygby";
    paper.paragraphs = {
        "Trygby er det system, hvori " + municipality +
        " holder rede på sit kriminalitetsforebyggende arbejde: indsatser, aktiviteter, "
        "henvendelser, observationer og årsrapporter, og det arbejde, der gøres med enkelte "
        "personer efter lov."};
    paper.sections = {
        {.heading = "Formål",
         .paragraphs = {"Personoplysninger behandles kun til de formål, der står i kodelisten over "
                        "formål, og hvert opslag har et formål og en linje i systemets log."}},
        {.heading = "Hvad denne arkiveringsversion indeholder",
         .paragraphs = {"Personer, hvis frist for opbevaring er udløbet, med samtykker, "
                        "oplysningspligt, relationer, tilknytninger, tildelinger og "
                        "videregivelser. Rækkerne er taget ud, før de slettes i systemet.",
                        "Beskyttede adresser er ikke med. Oplysninger, som den, der dannede "
                        "udtrækket, ikke havde ret til at hente ud, er tomme.",
                        "Systemet indeholder ingen vurdering af personer i form af tal, niveauer "
                        "eller rangordning."}},
        {.heading = "Hvordan oplysningerne er kommet ind",
         .paragraphs = {"Medarbejdere har skrevet dem. Der hentes ingen oplysninger fra "
                        "CPR-registeret eller fra politiet. Andre myndigheder ser kun det, der er "
                        "videregivet til dem, og det står i tabellen over videregivelser."}}};
    return paper;
}

Paper reading_paper(store::Connection& connection, const access::Law& law) {
    Paper paper;
    paper.title = "Sådan læses tabellerne";
    paper.paragraphs = {
        "Hver tabel har en nøgle, som andre tabeller viser til. Hvor en kolonne holder en kode, "
        "viser den til en kodeliste, som er en tabel for sig med koden og dens betydning.",
        "Datoer er skrevet som år-måned-dag, tidspunkter i UTC. En tom værdi er ukendt eller ikke "
        "oplyst. Brugerkonti og organisationer står som numre og nøgler."};
    PaperSection rows{.heading = "Tabeller"};
    for (const people::ArchiveTable& table : people::archive_tables(connection))
        rows.tables.push_back(table_of(table));
    PaperSection lists{.heading = "Kodelister"};
    PaperTable names{"Kodelisterne", {"Tabel", "Indhold", "Antal koder"}, {}};
    for (const people::ArchiveCodeList& list : people::archive_code_lists(connection, law))
        names.rows.push_back({list.name, list.description, std::to_string(list.codes.size())});
    lists.tables.push_back(std::move(names));
    paper.sections = {std::move(rows), std::move(lists)};
    return paper;
}

Paper guide_paper() {
    constexpr std::string_view section_mark = "## ";
    constexpr std::string_view title_mark = "# ";
    Paper paper;
    for (const std::string& line : base::split(users_guide(), '\n')) {
        if (line.empty()) continue;
        if (line.starts_with(section_mark))
            paper.sections.push_back({.heading = line.substr(section_mark.size())});
        else if (line.starts_with(title_mark))
            paper.title = line.substr(title_mark.size());
        else if (paper.sections.empty())
            paper.paragraphs.push_back(line);
        else
            paper.sections.back().paragraphs.push_back(line);
    }
    return paper;
}

base::Result<std::vector<ContextDocument>> archive_documents(
    const Configuration& configuration, store::Database& database, const access::Law& law,
    citizen::Press& press, const fs::path& folder, base::Instant now) {
    std::vector<ContextDocument> documents;
    for (const Described& described : own_papers(configuration, database, law, now)) {
        auto document = printed(described, press);
        if (!document) return document.error();
        documents.push_back(std::move(*document));
    }
    if (folder.empty()) return documents;
    auto own = documents_in(folder);
    if (!own) return own.error();
    for (ContextDocument& document : *own) documents.push_back(std::move(document));
    return documents;
}

}  // namespace app
