#include "citizen/processing_record.h"

#include <boost/json.hpp>
#include <map>

#include "access/data_map_store.h"
#include "access/impact_assessment_store.h"
#include "access/rule_checks.h"
#include "base/text.h"
#include "citizen/processing_record_store.h"
#include "organisation/agency_store.h"
#include "people/legal_basis_words.h"

namespace citizen {
namespace {

using access::RowSubject;

constexpr int most_counted = 1000;

std::string say(const RecordQuestion& question, std::string_view danish) {
    return std::string(question.language.say(danish));
}

bool is_danish(const RecordQuestion& question) {
    return question.language.code() == web::LanguageCode::danish;
}

template <class Entry>
std::string text_of(const RecordQuestion& question, const Entry& entry) {
    return is_danish(question) ? entry.text_da : entry.text_en;
}

bool holds_on(const organisation::Validity& validity, const RecordQuestion& question) {
    return validity.covers(question.today);
}

std::string classes_words(const RecordQuestion& question, access::DataClasses classes) {
    std::vector<std::string> words;
    for (const access::DataClass each : access::all_data_classes())
        if (classes.has(each)) words.push_back(say(question, access::data_class_name(each)));
    return base::join(words, ", ");
}

std::string agencies_words(const RecordQuestion& question, access::AgencyKinds kinds) {
    std::vector<std::string> words;
    for (int i = 0; i <= static_cast<int>(organisation::AgencyKind::business); ++i) {
        const auto kind = static_cast<organisation::AgencyKind>(i);
        if (kinds.has(kind)) words.push_back(say(question, organisation::agency_kind_name(kind)));
    }
    return base::join(words, ", ");
}

PaperSection modules_section(const RecordQuestion& question) {
    PaperSection section;
    section.heading = say(question, base::danish("Moduler med personoplysninger"));
    PaperTable table{
        say(question, base::danish("Moduler og konsekvensanalyser")),
        {say(question, base::danish("Modul")), say(question, base::danish("Status")),
         say(question, base::danish("Underskrevet af")), say(question, base::danish("Dato")),
         say(question, base::danish("Dokumentets SHA-256"))},
        {}};
    for (const access::PersonalModule module : access::all_personal_modules()) {
        const auto latest = access::latest_assessment(question.connection, module);
        const bool in_use =
            latest && latest->decision == access::ImpactAssessment::Decision::signed_off;
        table.rows.push_back(
            {say(question, access::module_name(module)),
             say(question, in_use ? base::danish("I brug") : base::danish("Ikke taget i brug")),
             in_use ? latest->decided_by : std::string(),
             latest ? question.language.short_date(latest->decided_on) : std::string(),
             in_use ? latest->document_sha256 : std::string()});
    }
    section.tables.push_back(std::move(table));
    return section;
}

PaperSection purposes_section(const RecordQuestion& question) {
    PaperSection section;
    section.heading = say(question, base::danish("Formål og hjemmel"));
    PaperTable table{say(question, base::danish("Hvad oplysninger om personer må bruges til")),
                     {say(question, base::danish("Formål")), say(question, base::danish("Hjemmel")),
                      say(question, base::danish("Slags oplysninger")),
                      say(question, base::danish("Hvem der kan vælge det"))},
                     {}};
    for (const access::PurposeEntry& entry : question.law.purposes)
        if (holds_on(entry.validity, question))
            table.rows.push_back(
                {text_of(question, entry),
                 people::legal_basis_words(question.law, {entry.basis}, question.today),
                 classes_words(question, entry.classes), agencies_words(question, entry.agencies)});
    section.tables.push_back(std::move(table));
    return section;
}

std::string subject_words(const RecordQuestion& question, RowSubject subject) {
    switch (subject) {
        case RowSubject::staff:
            return say(question, base::danish("Medarbejdere og andre brugere"));
        case RowSubject::person:
            return say(question, base::danish("Børn, unge og voksne, der arbejdes med"));
        case RowSubject::family:
            return say(question, base::danish("Familier"));
        case RowSubject::group:
            return say(question, base::danish("Grupper"));
        case RowSubject::any:
            return say(question, base::danish("Den, rækken handler om"));
        case RowSubject::none:
            return {};
    }
    return {};
}

// One table of the paper for each kind of person, with every column that says something of them.
PaperSection data_section(const RecordQuestion& question) {
    PaperSection section;
    section.heading = say(question, base::danish("Registrerede og oplysninger"));
    section.paragraphs.push_back(say(
        question, base::danish("Skrevet ud fra databasens egen beskrivelse af sine kolonner.")));
    std::map<RowSubject, PaperTable> tables;
    for (const access::DescribedTable& described : access::described_tables(question.connection)) {
        if (described.subject == RowSubject::none) continue;
        PaperTable& table = tables[described.subject];
        for (const access::DescribedColumn& column : described.columns)
            if (column.data_class && *column.data_class != access::DataClass::internal &&
                *column.data_class != access::DataClass::open)
                table.rows.push_back({described.table + "." + column.column, column.description,
                                      say(question, access::data_class_name(*column.data_class))});
    }
    for (auto& [subject, table] : tables) {
        table.caption = subject_words(question, subject);
        table.columns = {say(question, base::danish("Felt")),
                         say(question, base::danish("Hvad det er")),
                         say(question, base::danish("Slags oplysning"))};
        if (!table.rows.empty()) section.tables.push_back(std::move(table));
    }
    return section;
}

PaperSection recipients_section(const RecordQuestion& question) {
    PaperSection section;
    section.heading = say(question, base::danish("Modtagere"));
    std::map<std::string, std::map<std::string, int>> agencies_by_forum;
    for (const organisation::SeatTaken& taken :
         organisation::seats_on(question.connection, question.today))
        ++agencies_by_forum[taken.seat.forum_key][taken.agency_name];
    PaperTable table{
        say(question, base::danish("Myndigheder, der sidder i et samarbejde i dag")),
        {say(question, base::danish("Samarbejde")), say(question, base::danish("Myndigheder"))},
        {}};
    for (const organisation::Forum& forum : organisation::all_forums(question.connection)) {
        std::vector<std::string> names;
        for (const auto& [name, seats] : agencies_by_forum[forum.key]) names.push_back(name);
        const access::ForumEntry* entry = question.law.forum(forum.kind, question.today);
        if (!entry || !entry->exchanges_personal_data) continue;
        table.rows.push_back(
            {is_danish(question) ? forum.name_da : forum.name_en,
             names.empty() ? say(question, base::danish("Ingen i dag")) : base::join(names, ", ")});
    }
    section.tables.push_back(std::move(table));
    section.paragraphs.push_back(
        say(question, base::danish("Programmet sender ikke selv oplysninger til andre. "
                                   "Driftsstedet skriver kommunen til.")));
    return section;
}

PaperSection retention_section(const RecordQuestion& question) {
    PaperSection section;
    section.heading = say(question, base::danish("Slettefrister"));
    PaperTable table{say(question, base::danish("Hvor længe oplysningerne gemmes")),
                     {say(question, base::danish("Slags")), say(question, base::danish("KLE")),
                      say(question, base::danish("Dage")),
                      say(question, base::danish("Afleveres til arkivet først"))},
                     {}};
    for (const access::RetentionEntry& entry : question.law.retention)
        if (holds_on(entry.validity, question))
            table.rows.push_back(
                {text_of(question, entry), entry.kle_number, question.language.number(entry.days),
                 say(question, entry.archive_first ? base::danish("Ja") : base::danish("Nej"))});
    section.tables.push_back(std::move(table));
    return section;
}

PaperSection measures_section(const RecordQuestion& question) {
    PaperSection section;
    section.heading = say(question, base::danish("Sikkerhed"));
    section.facts = question.program.measures(question.language);
    return section;
}

PaperTable refusals_table(const RecordQuestion& question) {
    PaperTable table{say(question, base::danish("Afvist det seneste år, efter regel")),
                     {say(question, base::danish("Regel")), say(question, base::danish("Antal"))},
                     {}};
    const base::Instant from = question.now - std::chrono::days(365);
    for (const RefusedCount& refused : refused_since(question.connection, from))
        table.rows.push_back({refused.rule, count_words(refused.count, question.law, question.today,
                                                        question.language)});
    return table;
}

PaperSection evidence_section(const RecordQuestion& question) {
    PaperSection section;
    section.heading = say(question, base::danish("Hvad programmet kan vise"));
    section.paragraphs.push_back(
        say(question, base::danish("Til konsekvensanalysen (artikel 35). Små antal siges ikke.")));
    section.facts = question.program.proofs(question.connection, question.language);
    const OpenWork work = open_work(question.connection, question.today, most_counted);
    const auto add = [&](std::string_view label, std::int64_t count) {
        section.facts.emplace_back(
            say(question, label),
            count_words(count, question.law, question.today, question.language));
    };
    add(base::danish("Opslag, der er udtrukket og ikke gennemgået"), work.look_up_items);
    add(base::danish("Nødadgange, der ikke er gennemgået"), work.emergency_doors);
    add(base::danish("Personer, der skulle have været orienteret"), work.duties_late);
    add(base::danish("Anmodninger om indsigt over fristen"), work.access_late);
    add(base::danish("Brud, der ikke er taget stilling til"), work.breaches);
    section.tables.push_back(refusals_table(question));
    return section;
}

}  // namespace

std::string count_words(std::int64_t count, const access::Law& law, base::Date today,
                        const web::Language& language) {
    if (access::check_count(count, law, today)) return language.number(count);
    return language.say_with("under {}", language.number(law.limit("smallest_count", today)));
}

Paper processing_record(const RecordQuestion& question) {
    Paper paper;
    paper.title = say(question, base::danish("Fortegnelse over behandlingsaktiviteter"));
    paper.paragraphs = {
        question.language.say_with("{}, den {}.", question.municipality,
                                   question.language.date(question.today)),
        say(question, base::danish("Skrevet af programmet ud fra, hvordan det er sat op lige nu "
                                   "(databeskyttelsesforordningens artikel 30)."))};
    paper.sections = {modules_section(question),   purposes_section(question),
                      data_section(question),      recipients_section(question),
                      retention_section(question), measures_section(question),
                      evidence_section(question)};
    return paper;
}

std::string json_of(const Paper& paper) {
    const auto texts = [](const std::vector<std::string>& list) {
        boost::json::array array;
        for (const std::string& text : list) array.emplace_back(text);
        return array;
    };
    boost::json::array sections;
    for (const PaperSection& section : paper.sections) {
        boost::json::array facts;
        for (const auto& [label, value] : section.facts)
            facts.push_back(boost::json::object{{"label", label}, {"value", value}});
        boost::json::array tables;
        for (const PaperTable& table : section.tables) {
            boost::json::array rows;
            for (const auto& row : table.rows) rows.push_back(texts(row));
            tables.push_back(boost::json::object{
                {"caption", table.caption}, {"columns", texts(table.columns)}, {"rows", rows}});
        }
        sections.push_back(boost::json::object{{"heading", section.heading},
                                               {"paragraphs", texts(section.paragraphs)},
                                               {"facts", facts},
                                               {"tables", tables}});
    }
    return boost::json::serialize(boost::json::object{{"format", "trygby-processing-record-1"},
                                                      {"title", paper.title},
                                                      {"paragraphs", texts(paper.paragraphs)},
                                                      {"sections", sections}});
}

}  // namespace citizen
