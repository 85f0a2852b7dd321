#include "trail/citizen_log_store.h"

namespace trail {

std::optional<NameDecision> name_decision(store::Connection& connection,
                                          std::string_view person_id) {
    for (const store::Row& row :
         connection.query("select names, reason, decided_at, account_id from trail_name_decision "
                          "where person_id = $1 order by id desc limit 1",
                          person_id))
        return NameDecision{row.text(0) == "shown" ? StaffNames::shown : StaffNames::hidden,
                            row.text(1), base::parse_instant(row.text_view(2)).value(),
                            row.integer(3)};
    return std::nullopt;
}

void decide_names(store::WriteTransaction& transaction, std::string_view person_id,
                  const NameDecision& decision) {
    transaction.execute(
        "insert into trail_name_decision (person_id, names, reason, decided_at, account_id) "
        "values ($1, $2, $3, $4, $5)",
        person_id, decision.names == StaffNames::shown ? "shown" : "hidden", decision.reason,
        base::iso_instant(decision.decided_at), decision.account_id);
}

std::int64_t erase_remarks_on(store::WriteTransaction& transaction, std::string_view person_id) {
    return transaction.execute("delete from trail_name_decision where person_id = $1", person_id) +
           transaction.execute(
               "update look_up_review_item set note = '' where person_id = $1 and note <> ''",
               person_id);
}

}  // namespace trail
