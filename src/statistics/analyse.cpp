#include "statistics/analyse.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <stdexcept>

#include "statistics/field_names.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

namespace json = boost::json;

const Method* method_named(const std::vector<Method>& methods, std::string_view name) {
    const auto found = std::find_if(methods.begin(), methods.end(),
                                    [&](const Method& method) { return method.name == name; });
    return found == methods.end() ? nullptr : &*found;
}

base::Error unknown_method(std::string_view name, const std::vector<Method>& methods) {
    std::vector<std::string> known;
    for (const Method& method : methods) known.emplace_back(method.name);
    if (const std::string likely = meant(name, known); !likely.empty())
        return base::refuse("unknown_method",
                            "Der er ingen metode „{}“. Mente du „{}“? Se trygby analyse --list.",
                            std::string(name), likely);
    return base::refuse("unknown_method", "Der er ingen metode „{}“. Se trygby analyse --list.",
                        std::string(name));
}

// A field nobody reads is a misspelling, and would change the answer in silence.
void check_fields(const Specification& specification, const Method& method) {
    std::vector<std::string> known;
    for (const auto fields : {method.fields, common_fields()})
        for (const Field& field : fields) known.emplace_back(field.name);
    for (const std::string& name : specification.names())
        if (std::find(known.begin(), known.end(), name) == known.end())
            throw Refused{unknown_field(method.name, name, known)};
}

// Where rows are persons: nothing about single rows, and nothing about too few.
void protect_persons(const Specification& specification, Analysis& analysis) {
    if (!about_persons(specification)) return;
    const std::size_t least = least_persons(specification);
    const double persons = analysis.persons.value_or(static_cast<double>(analysis.rows_used));
    if (persons < static_cast<double>(least))
        throw Refused{too_few("persons", static_cast<std::size_t>(persons), least)};
    std::erase_if(analysis.series, [](const AnalysisSeries& series) { return series.by_row; });
    hide_few_rows(analysis);
    analysis.warnings.push_back(
        base::refuse("persons_protected",
                     "Rækkerne er personer: enkeltrækker og tal om færre end {} vises ikke.",
                     std::to_string(least)));
}

bool all_finite(const Coefficient& row) {
    for (const double value :
         {row.estimate, row.standard_error, row.lower, row.upper, row.statistic, row.p})
        if (!std::isfinite(value)) return false;
    return true;
}

// The last guard: an estimate that isn't a number never leaves.
void check_numbers(const Analysis& analysis) {
    for (const AnalysisEstimate& estimate : analysis.estimates)
        if (!all_finite(estimate.row)) throw Refused{not_converged(estimate.row.name)};
    for (const auto& [name, value] : analysis.fit)
        if (const double* number = std::get_if<double>(&value); number && !std::isfinite(*number))
            throw Refused{not_converged(name)};
}

Analysis run_specification(const json::object& object, const FileReader& read,
                           const std::string& data_file, const Watch& watch) {
    const Specification specification(object, "");
    const std::string name = specification.text("method");
    const std::vector<Method> methods = all_methods();
    const Method* method = method_named(methods, name);
    if (!method) throw Refused{unknown_method(name, methods)};
    check_fields(specification, *method);
    Analysis analysis;
    analysis.method = name;
    DataFrame frame;
    if (!method->without_data) frame = data_of(specification, read, data_file);
    Run run{specification, read, std::move(frame), analysis, watch.progress};
    analysis.rows_used = run.frame.rows();
    try {
        if (!method->without_data) refuse_few_rows(specification, run.frame.rows());
        method->run(run);
        check_numbers(analysis);
        if (!method->without_data) protect_persons(specification, analysis);
    } catch (Refused& refused) {
        if (about_persons(specification)) refused.error = without_few(std::move(refused.error));
        throw;
    }
    return analysis;
}

}  // namespace

std::vector<Method> all_methods() {
    std::vector<Method> all;
    for (const auto methods :
         {expected_methods(), effect_methods(), survival_methods(), outbreak_methods(),
          scan_methods(), spatial_methods(), synthetic_methods(), matching_methods(),
          mixed_methods(), reliability_methods(), proportion_methods(), survey_methods(),
          cohort_methods()})
        all.insert(all.end(), methods.begin(), methods.end());
    return all;
}

base::Result<Analysis> analyse(std::string_view specification, const FileReader& read,
                               const std::string& data_file, const Watch& watch) {
    boost::system::error_code failure;
    const json::value value = json::parse({specification.data(), specification.size()}, failure);
    if (failure || !value.is_object())
        return base::refuse("bad_json", "Specifikationen er ikke et JSON-objekt.");
    try {
        return run_specification(value.get_object(), read, data_file, watch);
    } catch (const Refused& refused) {
        return refused.error;
    } catch (const std::runtime_error&) {
        // A distribution's function that finds no end: numbers beyond all that it was made for.
        const auto* method = value.get_object().if_contains("method");
        return not_converged(method && method->is_string() ? method->get_string() : "method");
    }
}

base::Result<std::string> description_of_method(std::string_view name) {
    const std::vector<Method> methods = all_methods();
    const Method* method = method_named(methods, name);
    if (!method) return unknown_method(name, methods);
    std::string text = std::string(method->name) + "\n  " + std::string(method->summary) +
                       "\n  Source: " + std::string(method->source) + "\n\nFields\n";
    const auto describe = [&](const Field& field) {
        text += "  " + std::string(field.name) + " (" + std::string(field.type) +
                (field.required ? ", required" : "") + ")";
        if (!field.choices.empty()) text += " " + std::string(field.choices);
        if (!field.fallback.empty()) text += " [default: " + std::string(field.fallback) + "]";
        text += "\n      " + std::string(field.meaning) + "\n";
    };
    for (const Field& field : method->fields) describe(field);
    text += "\nFields of every method\n";
    for (const Field& field : common_fields()) describe(field);
    return text + "\nAnswers\n  " + std::string(method->answers) + "\n";
}

}  // namespace statistics
