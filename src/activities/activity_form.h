#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activities/activity.h"
#include "activities/activity_store.h"
#include "base/date.h"
#include "base/field_error.h"
#include "initiatives/catalogue.h"
#include "web/request.h"

// What was sent → an activity, with a message at every field that doesn't fit. The fields have the
// names of the snapshot's keys, so that a version can fill the form and a conflict page can answer
// it. Pure functions.
namespace activities {

struct ActivityInput {
    Activity activity;  // only to be used when ok(); id and version are not set
    base::FieldErrors errors;
    bool ok() const { return errors.empty(); }
};

// What may be chosen.
struct ActivityChoices {
    const initiatives::Catalogue& catalogue;
    std::vector<std::int64_t> staff;  // ids
    // The activity that is corrected: what it holds already may stay, also when it can no longer be
    // chosen. nullptr for a new one.
    const Activity* before = nullptr;
};

// The whole form, for new activities and corrections. Without a date of its own the end lies on the
// first day, or on the next one where that makes at most twelve hours.
ActivityInput read_activity(const web::Fields& form, const ActivityChoices& choices,
                            base::LocalTime now);

// The three fields of the start page: initiative, where (a district's name in one of the languages,
// or a place in words) and how_many (nothing: not counted). Held now.
ActivityInput read_quick_registration(const web::Fields& form,
                                      const initiatives::Catalogue& catalogue, base::LocalTime now);

// The form that gives the activity back. The end's date stays open where it follows from the rest,
// so that who moves the start moves the end with it.
web::Fields form_of(const Activity& activity);

// `whole`, a form of all fields, with what the form about holding sends (attendance, partners and
// note), held; or with what the form about cancelling sends, cancelled.
web::Fields with_holding(const web::Fields& whole, const web::Fields& sent);
web::Fields with_cancellation(const web::Fields& whole, const web::Fields& sent);

// Whether the form asks for a series: the field `repeat`.
bool asks_for_series(const web::Fields& form);

struct SeriesInput {
    Recurrence recurrence;
    std::vector<base::Date> days;  // never empty when ok()
    base::FieldErrors errors;
    bool ok() const { return errors.empty(); }
};
// repeat_weeks, repeat_weekdays and repeat_until. With the field `chosen_days` only those days are
// kept that stand in `day`: what the preview sends.
SeriesInput read_series(const web::Fields& form, const Activity& pattern, base::LocalTime now);

// The values of a field that may come several times or joined by commas.
std::vector<std::string> listed(const web::Fields& form, std::string_view name);

// The year of the form's date, or `otherwise`: decides which initiatives are in force.
int year_in(const web::Fields& form, int otherwise);

// The filter of a list and its export, from the address: indsats, distrikt, tilstand, aar. What is
// malformed counts as not sent.
ActivityFilter filter_of(const web::Fields& query);

// A row's place in a list, as the address carries it: "2024-05-03T18:00_17".
struct ListPlace {
    std::string time;
    std::int64_t id = 0;
};
std::optional<ListPlace> list_place_of(const std::string& text);
std::string list_place(const Activity& activity);

}  // namespace activities
