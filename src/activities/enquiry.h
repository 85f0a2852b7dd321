#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/field_error.h"
#include "history/history.h"

// An enquiry from a citizen (F4): received through a channel, answered, perhaps referred. Holds no
// name, address or number of the one who asked.
namespace activities {

enum class Channel { telephone, e_mail, in_person, street, letter, online };
enum class EnquirySubject {
    unsafe_feeling,
    young_people,
    own_child,
    neighbours,
    traffic,
    vandalism,
    drugs,
    online_abuse,
    violence,
    radicalisation,
    leisure_offers,
    other
};
std::span<const Channel> all_channels();
std::span<const EnquirySubject> all_subjects();
std::string_view channel_code(Channel channel);
std::string_view subject_code(EnquirySubject subject);
std::optional<Channel> channel_of(std::string_view code);
std::optional<EnquirySubject> subject_of(std::string_view code);
std::string_view channel_name(Channel channel);  // Danish
std::string_view subject_name(EnquirySubject subject);

constexpr std::size_t question_characters_max = 2000;  // and of the answer

struct Enquiry {
    std::int64_t id = 0;
    std::int64_t version = 0;
    std::string initiative;  // key
    base::LocalTime received_at;
    Channel channel = Channel::telephone;
    EnquirySubject subject = EnquirySubject::other;
    std::string district;  // key, may be empty
    std::string question;
    std::string answer;
    std::optional<base::LocalTime> answered_at;
    std::string referred_to;  // partner or unit key, may be empty
    std::int64_t account_id = 0;
    bool removed = false;
};

base::FieldErrors check(const Enquiry& enquiry, base::LocalTime now);
history::Snapshot snapshot(const Enquiry& enquiry);

// Whole minutes from received to answered; empty while open.
std::optional<std::int64_t> minutes_to_answer(const Enquiry& enquiry);

}  // namespace activities
