#include "reports/report_builder.h"

#include <algorithm>

#include "base/text.h"
#include "reports/report_parts.h"

namespace reports {
namespace {

using initiatives::Catalogue;
using initiatives::GoalWording;

// Adds blocks in order and leaves out what is empty.
class Writer {
  public:
    void heading(int level, std::string id, Words words) {
        document_.blocks.push_back(DocumentHeading{level, std::move(id), std::move(words)});
    }
    void text(Words words) {
        if (!words.empty()) document_.blocks.push_back(DocumentText{std::move(words)});
    }
    void note(DocumentNote::Kind kind, Words words) {
        if (!words.empty()) document_.blocks.push_back(DocumentNote{kind, std::move(words)});
    }
    void table(DocumentTable table) {
        if (!table.rows.empty()) document_.blocks.push_back(std::move(table));
    }
    void blocks(std::vector<DocumentBlock> blocks) {
        for (DocumentBlock& block : blocks) document_.blocks.push_back(std::move(block));
    }
    Document& document() { return document_; }

  private:
    Document document_;
};

Words section_text(const ReportSubject& subject, std::string_view key) {
    for (const Section& section : subject.sections)
        if (section.key == key) return {section.text_da, section.text_en};
    return {};
}

// "A og B", "A, B og C".
Words unit_names(const ReportSubject& subject, const Both& both) {
    return both.made([&](const web::Language& language) {
        std::string names;
        for (std::size_t i = 0; i < subject.units.size(); ++i) {
            if (i > 0)
                names += i + 1 == subject.units.size() ? " " + std::string(language.say("og")) + " "
                                                       : ", ";
            names += Catalogue::name_in(subject.catalogue.units, subject.units[i], language.tag());
        }
        return names;
    });
}

void write_opening(Writer& writer, const ReportSubject& subject, const Both& both) {
    writer.note(DocumentNote::Kind::note, section_text(subject, "dating"));
    if (!subject.units.empty())
        writer.text(
            both.say_with("Rapporten er skrevet af {} i fællesskab.", unit_names(subject, both)));
    if (subject.year_before)
        writer.text(both.say_with("Tallene sammenlignes med rapporten for {}, som den blev låst.",
                                  std::to_string(subject.year - 1)));
    else
        writer.text(
            both.say("Rapporten er udgangspunktet, som de følgende års rapporter "
                     "sammenlignes med."));
    const Words introduction = section_text(subject, "introduction");
    if (introduction.empty()) return;
    writer.heading(2, "introduction", both.say("Indledning"));
    writer.text(introduction);
}

// A fixed section with its heading, where there is anything to say.
void write_section(Writer& writer, const ReportSubject& subject, const Both& both,
                   std::string_view key) {
    writer.heading(2, std::string(key), both.say(find_section_kind(key)->name));
    writer.text(section_text(subject, key));
}

void write_goals(Writer& writer, const ReportSubject& subject, const Both& both,
                 const evidence::PublishedFigures& published) {
    write_section(writer, subject, both, "goals");
    writer.note(DocumentNote::Kind::note,
                both.say("”Skjult” står, hvor et tal handler om 1 til 4 personer, eller hvor det "
                         "kunne røbe et sådant tal. Et nul er et nul, og en streg betyder, at der "
                         "ikke er talt."));
    for (const std::string& goal : goals_in(subject.catalogue, subject.year)) {
        const GoalWording& wording = *subject.catalogue.find_goal(goal)->wording_in(subject.year);
        writer.heading(3, "goal-" + goal,
                       both.say_with("{}: {}", std::to_string(wording.number), wording.name));
        writer.text(wording.text);
        writer.text(section_text(subject, std::string(goal_section_prefix) + goal));
        writer.table(goal_table(subject, both, goal));
        writer.table(goal_figures_table(subject, both, published, goal));
        writer.table(entered_figures_table(subject, both, published, goal));
    }
}

void write_figures(Writer& writer, const ReportSubject& subject, const Both& both,
                   const evidence::PublishedFigures& published) {
    const DocumentTable total = total_figures_table(subject, both, published);
    writer.heading(2, "figures", both.say("Årets registrerede tal"));
    if (total.rows.empty()) {
        writer.text(both.say_with("Der er ikke registreret tal for indsatserne i {}.",
                                  std::to_string(subject.year)));
        writer.table(entered_figures_table(subject, both, published, ""));
        return;
    }
    writer.text(
        both.say("Tallene er talt op fra det, medarbejderne har registreret i årets løb. "
                 "Intervaller regner hver optælling som uafhængig; deltagelser kommer i "
                 "grupper, så dér er usikkerheden større."));
    writer.table(total);
    const DocumentTable attendance = attendance_table(subject, both, published);
    if (attendance.rows.empty())
        writer.text(
            both.say("Fordelingen efter alder og køn vises ikke: der er ingen talte "
                     "deltagelser, eller den kunne røbe små tal."));
    writer.table(attendance);
    writer.table(other_figures_table(subject, both, published));
    writer.table(entered_figures_table(subject, both, published, ""));
}

void write_annexes(Writer& writer, const ReportSubject& subject, const Both& both) {
    write_section(writer, subject, both, "annexes");
    writer.table(sources_table(subject, both));
    writer.table(definitions_table(both));
}

Document begin(const ReportSubject& subject, Words title) {
    Document document;
    document.year = subject.year;
    document.title = std::move(title);
    document.municipality = subject.catalogue.municipality.name;
    document.made_on = base::iso_date(subject.today);
    document.demonstration = subject.demonstration;
    document.official_year = subject.crime.newest_year();
    document.sources = sources_of(subject);
    return document;
}

}  // namespace

std::vector<std::string> section_keys(const Catalogue& catalogue, int year) {
    std::vector<std::string> keys;
    for (const SectionKind& kind : section_kinds()) {
        keys.emplace_back(kind.key);
        if (kind.key != "goals") continue;
        for (const std::string& goal : goals_in(catalogue, year))
            keys.push_back(std::string(goal_section_prefix) + goal);
    }
    return keys;
}

std::string section_title(const Catalogue& catalogue, int year, std::string_view key,
                          const web::Language& language) {
    if (const SectionKind* kind = find_section_kind(key))
        return std::string(language.say(kind->name));
    if (!key.starts_with(goal_section_prefix)) return std::string(key);
    const std::string_view goal_key = key.substr(goal_section_prefix.size());
    const initiatives::Goal* goal = catalogue.find_goal(goal_key);
    const GoalWording* wording = goal ? goal->wording_in(year) : nullptr;
    if (!wording) return std::string(goal_key);
    return language.say_with("Mål {}: {}", std::to_string(wording->number),
                             wording->name.in(language.tag()));
}

Document build_report(const ReportSubject& subject, const web::Language& danish,
                      const web::Language& english) {
    const Both both(danish, english);
    const auto published =
        evidence::publish(subject.figures, goals_of_initiatives(subject.catalogue, subject.year),
                          subject.hidden_before);
    Writer writer;
    writer.document() =
        begin(subject, both.say_with("Årsrapport {} for tryghed og kriminalitetsforebyggelse",
                                     std::to_string(subject.year)));
    writer.document().figures = published.figures;
    write_opening(writer, subject, both);
    write_section(writer, subject, both, "year");
    write_section(writer, subject, both, "organisation");
    writer.table(organisation_table(subject, both));
    write_goals(writer, subject, both, published);
    write_section(writer, subject, both, "focus");
    writer.table(focus_table(subject, both));
    write_figures(writer, subject, both, published);
    write_section(writer, subject, both, "facts");
    writer.blocks(facts_blocks(subject, both));
    write_annexes(writer, subject, both);
    return std::move(writer.document());
}

Document build_note(const ReportSubject& subject, const std::string& text,
                    const web::Language& danish, const web::Language& english) {
    const Both both(danish, english);
    Writer writer;
    writer.document() =
        begin(subject, both.say_with("Orientering: nye officielle tal til årsrapporten for {}",
                                     std::to_string(subject.year)));
    writer.text(
        both.say_with("Orienteringen er dateret {}. Tallene er kommet, efter at rapporten "
                      "blev låst.",
                      both.date(subject.today)));
    writer.text(plain(text));
    writer.heading(2, "facts", both.say("Fakta – hvad ved vi?"));
    writer.blocks(facts_blocks(subject, both));
    writer.heading(2, "annexes", both.say("Kilder"));
    writer.table(sources_table(subject, both));
    return std::move(writer.document());
}

}  // namespace reports
