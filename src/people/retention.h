#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/law.h"
#include "access/retention_store.h"
#include "base/date.h"

// When someone is to be erased (R36, R37): everything kept about a person has a class with a KLE
// number, a start event and P<days>D; whatever is kept longest keeps the person.
namespace people {

// One record about a person, as far as the time for erasing is concerned.
struct RetentionEvent {
    enum class Start {
        on_day,      // on `day`
        with_work,   // when all work with the person has ended, but not before `day`
        not_started  // goes on: the person isn't erased
    };
    std::string record;           // the code of its source ("assignment")
    std::string retention_class;  // of the law
    Start start = Start::on_day;
    base::Date day{};
    // Of work: the law says which class the purpose has; `retention_class` is empty then.
    std::optional<access::Purpose> purpose = std::nullopt;
};

// Why, and from which day on, somebody may be erased.
struct RetentionReason {
    std::string record;
    std::string retention_class;
    std::string kle_number;
    std::string start_event;
    base::Date started_on{};
    base::Date due_on{};

    bool operator==(const RetentionReason&) const = default;
};

struct RetentionAnswer {
    // The record that is kept longest; empty while something goes on, or has a class that the law
    // doesn't know: what isn't known is never erased.
    std::optional<RetentionReason> reason;
    bool archive_first = false;  // some of it is delivered to the archive before
};

// Of records that are equally long, the first says why.
RetentionAnswer retention_of(const std::vector<RetentionEvent>& events, const access::Law& law);

// The classes of families and groups to which nobody belongs any more.
inline constexpr std::string_view family_class = "family_without_members";
inline constexpr std::string_view group_class = "youth_group_without_members";

bool is_due(const RetentionAnswer& answer, base::Date today);

// The class of the work that is done for a purpose, by the law of the day; empty where it has none.
std::string retention_class_of(access::Purpose purpose, const access::Law& law, base::Date day);

// When work with a person started to count. `latest` is when something else ended it for this
// person, such as having left the group that the work was with.
RetentionEvent event_of_work(std::string_view record, const access::WorkPeriod& work,
                             std::optional<base::Date> latest = {});

}  // namespace people
