#include "people/retention_forecast_store.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "people/erasure_proposal_store.h"

namespace people {
namespace {

using access::PersonId;

constexpr int persons_in_a_batch = 200;

std::string month_of_day(base::Date day) {
    return base::iso_date(day).substr(0, 7);
}

std::vector<PersonId> persons_after(store::Connection& connection, std::int64_t id) {
    std::vector<PersonId> persons;
    for (const store::Row& row : connection.query(
             "select id from person where id > $1 and merged_into_id is null and not exists "
             "(select 1 from erasure_key where subject_kind = 'person' and subject_id = person.id) "
             "order by id limit $2",
             id, persons_in_a_batch))
        persons.push_back({row.integer(0)});
    return persons;
}

// Later comes after every month, though its name is empty.
bool comes_before(const Forecast::Count& left, const Forecast::Count& right) {
    return std::tuple(left.retention_class, left.month.empty(), left.month) <
           std::tuple(right.retention_class, right.month.empty(), right.month);
}

}  // namespace

std::vector<std::string> months_from(base::Date today) {
    std::vector<std::string> months;
    std::chrono::year_month month = today.year() / today.month();
    for (int i = 0; i < forecast_months; ++i, month += std::chrono::months(1))
        months.push_back(month_of_day(month / std::chrono::day(1)));
    return months;
}

Forecast forecast_erasures(store::Database& database, const RetentionSources& sources,
                           const access::Law& law, base::Date today) {
    const std::vector<std::string> months = months_from(today);
    std::map<std::pair<std::string, std::string>, std::int64_t> counted;
    Forecast forecast;
    forecast.counted_on = today;
    std::int64_t last = 0;
    while (true) {
        store::ReadTransaction reading = database.read();
        const std::vector<PersonId> batch = persons_after(reading, last);
        if (batch.empty()) break;
        for (const PersonId person : batch) {
            const RetentionAnswer answer = retention_of_person(reading, sources, person, law);
            if (!answer.reason) continue;
            const std::string due = month_of_day(std::max(answer.reason->due_on, today));
            const bool is_shown = std::find(months.begin(), months.end(), due) != months.end();
            ++counted[{answer.reason->retention_class, is_shown ? due : std::string()}];
        }
        forecast.persons += static_cast<std::int64_t>(batch.size());
        last = batch.back().value;
    }
    for (const auto& [place, persons] : counted)
        forecast.counts.push_back({place.first, place.second, persons});
    std::sort(forecast.counts.begin(), forecast.counts.end(), comes_before);
    return forecast;
}

void keep_forecast(store::WriteTransaction& transaction, const Forecast& forecast) {
    transaction.execute("delete from retention_forecast");
    for (const Forecast::Count& count : forecast.counts)
        transaction.execute(
            "insert into retention_forecast (retention_class, month, persons, "
            "counted_on) values ($1, $2, $3, $4)",
            count.retention_class, count.month, count.persons, base::iso_date(forecast.counted_on));
}

Forecast kept_forecast(store::Connection& connection) {
    Forecast forecast;
    for (const store::Row& row : connection.query(
             "select retention_class, month, persons, counted_on from retention_forecast "
             "order by retention_class, month")) {
        forecast.counts.push_back({row.text(0), row.text(1), row.integer(2)});
        forecast.persons += row.integer(2);
        forecast.counted_on = base::parse_date(row.text_view(3)).value();
    }
    std::sort(forecast.counts.begin(), forecast.counts.end(), comes_before);
    return forecast;
}

}  // namespace people
