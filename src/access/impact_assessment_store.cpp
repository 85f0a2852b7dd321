#include "access/impact_assessment_store.h"

#include <limits>
#include <stdexcept>
#include <string>

namespace access {
namespace {

using Decision = ImpactAssessment::Decision;

constexpr std::string_view signed_code = "signed";

ImpactAssessment assessment_in(const store::Row& row) {
    const auto day = base::parse_date(row.text(4));
    const auto at = base::parse_instant(row.text(9));
    const auto module = module_of(row.text(1));
    if (!day || !at || !module) throw std::runtime_error("impact_assessment: an unreadable row");
    return {
        .id = row.integer(0),
        .module = *module,
        .decision = row.text_view(2) == signed_code ? Decision::signed_off : Decision::withdrawn,
        .decided_by = row.text(3),
        .decided_on = *day,
        .document_name = row.text(5),
        .document_sha256 = row.text(6),
        .reason = row.text(7),
        .account_id = row.integer(8),
        .at = *at};
}

}  // namespace

std::int64_t add_assessment(store::WriteTransaction& transaction,
                            const ImpactAssessment& assessment) {
    const bool is_signed = assessment.decision == Decision::signed_off;
    return transaction
        .integer(
            "insert into impact_assessment (module, decision, decided_by, decided_on, "
            "document_name, document_sha256, reason, account_id, at) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id",
            module_code(assessment.module), is_signed ? signed_code : "withdrawn",
            assessment.decided_by, base::iso_date(assessment.decided_on), assessment.document_name,
            assessment.document_sha256, assessment.reason, assessment.account_id,
            base::iso_instant(assessment.at))
        .value();
}

std::optional<ImpactAssessment> latest_assessment(store::Connection& connection,
                                                  PersonalModule module) {
    const auto rows = assessments(connection, module, 0, 1);
    return rows.empty() ? std::nullopt : std::optional(rows.front());
}

std::vector<ImpactAssessment> assessments(store::Connection& connection, PersonalModule module,
                                          std::int64_t before, int limit) {
    std::vector<ImpactAssessment> found;
    for (const store::Row& row :
         connection.query("select id, module, decision, decided_by, decided_on, document_name, "
                          "document_sha256, reason, account_id, at from impact_assessment "
                          "where module = $1 and id < $2 order by id desc limit $3",
                          module_code(module),
                          before > 0 ? before : std::numeric_limits<std::int64_t>::max(), limit))
        found.push_back(assessment_in(row));
    return found;
}

bool is_in_use(store::Connection& connection, PersonalModule module) {
    return connection.text(
               "select decision from impact_assessment where module = $1 order by id desc limit 1",
               module_code(module)) == signed_code;
}

}  // namespace access
