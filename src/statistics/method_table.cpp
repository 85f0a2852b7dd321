#include <algorithm>
#include <boost/json.hpp>

#include "statistics/method_internal.h"

namespace statistics {
namespace {

namespace json = boost::json;

constexpr Field fields[] = {
    {"method", "text", "", "which method", true},
    {"title", "text", "", "for the reader; changes nothing"},
    {"data", "text", "", "a CSV file with a heading; empty and NA are missing"},
    {"columns", "object", "", "the data themselves instead: name → list of numbers or texts"},
    {"text", "texts", "[]", "columns of codes that look like numbers"},
    {"join", "objects", "[]",
     "further files: data, text, where, by, and columns (one row each) or sums (name → expression, "
     "added up); rows without a partner are left out"},
    {"derive", "object", "{}", "new variables: name → expression"},
    {"where", "text", "", "expression: rows to keep, after join and derive"},
    {"sort", "text", "", "variable: the order of rows"},
    {"confidence", "number", "0.95", "of intervals"},
    {"persons", "boolean", "false",
     "rows, or what they count, are persons: no single rows, nothing on too few, no number from 1 "
     "to "
     "4 nor what it could be worked out from"},
    {"minimum_count", "whole", "20",
     "the fewest persons that anything is said about, with persons; at least 5"},
};

json::object schema_of(const Field& field) {
    json::object schema;
    const std::string_view type = field.type;
    if (type == "text" || type == "choice") schema["type"] = "string";
    if (type == "number") schema["type"] = "number";
    if (type == "whole") schema["type"] = "integer";
    if (type == "boolean") schema["type"] = "boolean";
    if (type == "object") schema["type"] = "object";
    if (type == "factors") schema["type"] = json::array{"object", "array", "string"};
    if (type == "texts") schema["type"] = json::array{"array", "string"};
    if (type == "numbers") schema["type"] = json::array{"array", "number"};
    if (type == "objects") schema["type"] = "array";
    if (!field.choices.empty()) {
        json::array choices;
        std::string_view rest = field.choices;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('|'), rest.size());
            choices.emplace_back(json::string_view(rest.data(), end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        schema["enum"] = std::move(choices);
    }
    schema["description"] = json::string_view(field.meaning.data(), field.meaning.size());
    return schema;
}

json::object schema_of(const Method& method) {
    json::object properties;
    json::array required;
    const auto add = [&](const Field& field) {
        const json::string_view name(field.name.data(), field.name.size());
        properties[name] = schema_of(field);
        if (field.required) required.emplace_back(name);
    };
    for (const Field& field : fields) add(field);
    for (const Field& field : method.fields) add(field);
    properties["method"] = {{"const", json::string_view(method.name.data(), method.name.size())}};
    return {{"title", json::string_view(method.name.data(), method.name.size())},
            {"description", json::string_view(method.summary.data(), method.summary.size())},
            {"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

std::string cell(std::string_view text) {
    std::string escaped;
    for (const char sign : text) escaped += sign == '|' ? std::string("\\|") : std::string(1, sign);
    return escaped;
}

std::string table_of(std::span<const Field> rows) {
    std::string text = "| field | type | default | meaning |\n| --- | --- | --- | --- |\n";
    for (const Field& field : rows)
        text += "| `" + std::string(field.name) + "`" + (field.required ? " (required)" : "") +
                " | " + (field.choices.empty() ? std::string(field.type) : cell(field.choices)) +
                " | " + cell(field.fallback) + " | " + cell(field.meaning) + " |\n";
    return text;
}

}  // namespace

std::span<const Field> common_fields() {
    return fields;
}

std::string list_of_methods() {
    const std::vector<Method> methods = all_methods();
    std::size_t width = 0;
    for (const Method& method : methods) width = std::max(width, method.name.size() + 2);
    std::string text;
    for (const Method& method : methods)
        text += std::string(method.name) + std::string(width - method.name.size(), ' ') +
                std::string(method.summary) + "\n";
    return text;
}

std::string specification_schema() {
    json::array methods;
    for (const Method& method : all_methods()) methods.emplace_back(schema_of(method));
    const json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                              {"title", "trygby-analyse/1"},
                              {"oneOf", std::move(methods)}};
    return json::serialize(schema) + "\n";
}

std::string methods_document() {
    std::string text =
        "# trygby analyse\n\n"
        "`trygby analyse SPEC.json [--data FILE.csv] [--format json|tsv|text]` runs one method on "
        "one set of data. Form: `trygby-analyse/1`. This page is written by `trygby analyse "
        "--document` from the table of methods; `--schema` prints the JSON Schema, `--list` and "
        "`--describe METHOD` the same as below.\n\n"
        "Missing values: every method works on complete rows and says under `rows` how many it "
        "left out and for which variable. A refusal names the variable and the reason, and the "
        "exit code is 1; nothing that isn't a number is ever given as an estimate.\n\n"
        "Expressions (`derive`, `where`, `offset`, `sums`): numbers, 'texts', names (in "
        "backquotes where needed), `+ - * / ^ == != < <= > >= && || !`, `NA`, log exp sqrt abs sin "
        "cos floor pow min2 max2 ifelse is_missing, and sum mean min max count of a column, or of "
        "it by groups: `sum(x, group)`.\n\n"
        "The answer: `estimates` (name, estimate, standard_error, lower, upper, statistic, p, and "
        "ratio, ratio_lower, ratio_upper where the estimate is the logarithm of a ratio), `fit`, "
        "`series`, `rows`, `warnings`, `assumptions`, `evidence_level` where the question is "
        "whether something worked, `seed` and `version`. `fit` is one object of names and values; "
        "a series is a list of objects, each with its label in `at` and a value for every column; "
        "null where there is none:\n\n"
        "```json\n"
        "{\"form\": \"trygby-analyse/1\", \"version\": \"…\", \"method\": \"regression\", "
        "\"seed\": "
        "null,\n"
        " \"rows\": {\"used\": 54, \"left_out\": 0, \"missing\": {}},\n"
        " \"estimates\": [{\"name\": \"woolB\", \"estimate\": -0.206, \"standard_error\": 0.0516, "
        "…}, "
        "…],\n"
        " \"fit\": {\"observations\": 54, \"deviance\": 210.39, …},\n"
        " \"series\": {\"covariance\": [{\"at\": \"woolB\", \"(Intercept)\": -0.00121, …}, …], "
        "…},\n"
        " \"warnings\": [{\"code\": \"overdispersed\", \"text\": \"…\"}], \"assumptions\": […]}\n"
        "```\n\n"
        "Names: a column of numbers has its own; a category is variable + category (`woolB`), the "
        "one it is compared with has none; a product is `a:b`; `ns(x, 4)` gives `ns(x)1` to "
        "`ns(x)4`, `harmonics(t, 12, 2)` gives `H1` to `H4` (sine and cosine of the first wave, "
        "then of the second). Where a method has groups, a label is `group time`, `variable "
        "group` or the like, with a blank between, as its answers say. Wherever there are "
        "coefficients, the series `covariance` is their covariance, with the errors asked for, "
        "from which any contrast follows, and `terms` tests all coefficients of a term at once "
        "(wald, degrees, residual_degrees, p); not of more than a hundred.\n\n"
        "Where the input is marked as persons (`persons`), rows left out are null where they are 1 "
        "to 4, curves step where at least five have had the event, areas and groups that would "
        "tell of 1 to 4 are left out with others, and a method whose answer holds such a number "
        "refuses with `small_numbers`.\n\n## Every method\n\n" +
        table_of(fields);
    for (const Method& method : all_methods())
        text += "\n## " + std::string(method.name) + "\n\n" + std::string(method.summary) +
                ". Source: " + std::string(method.source) + ".\n\n" + table_of(method.fields) +
                "\nAnswers: " + std::string(method.answers) + ".\n";
    return text;
}

}  // namespace statistics
