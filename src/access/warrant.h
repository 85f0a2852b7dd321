#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "access/policy.h"
#include "access/subject.h"
#include "base/date.h"

namespace access {

// How long after it was made a warrant may still be used.
constexpr std::chrono::seconds warrant_life{60};

// What every warrant says, whoever it is for. Only WarrantOffice can make one; it can be moved and
// not copied, and what was moved from is good for nothing.
class WarrantContent {
  public:
    WarrantContent(const WarrantContent&) = delete;
    WarrantContent& operator=(const WarrantContent&) = delete;

    // Stores ask before they read or change anything. False when its time is over, and when it was
    // moved from.
    bool valid_at(base::Instant now) const {
        return trail_line_ != 0 && made_at_ <= now && now < made_at_ + warrant_life;
    }
    std::int64_t account_id() const { return account_id_; }
    const std::string& agency_cvr() const { return agency_cvr_; }
    Purpose purpose() const { return purpose_; }
    Action action() const { return action_; }
    std::int64_t trail_line() const { return trail_line_; }  // its sequence in the trail
    base::Instant made_at() const { return made_at_; }
    base::Instant expires_at() const { return made_at_ + warrant_life; }

    // What was asked for and allowed: a store returns fields of these classes and no others.
    DataClasses classes() const { return classes_; }
    bool covers(DataClass data_class) const { return classes_.has(data_class); }

    Ground ground() const { return decision_.ground; }
    Obligations obligations() const { return decision_.obligations; }
    bool obliges(Obligation obligation) const { return decision_.obligations.has(obligation); }
    const std::string& basis() const { return decision_.basis; }
    // Where it stands on disclosures, only the items of these are open.
    const std::vector<std::int64_t>& disclosures() const { return decision_.disclosures; }
    std::optional<std::int64_t> consent_id() const { return decision_.consent_id; }

  protected:
    WarrantContent(const Actor& actor, const Question& question, Decision decision,
                   std::int64_t trail_line, base::Instant made_at)
        : account_id_(actor.account_id),
          agency_cvr_(actor.agency_cvr),
          purpose_(question.purpose.value()),
          action_(question.action),
          classes_(question.classes),
          decision_(std::move(decision)),
          trail_line_(trail_line),
          made_at_(made_at) {}
    WarrantContent(WarrantContent&& other) noexcept
        : account_id_(other.account_id_),
          agency_cvr_(std::move(other.agency_cvr_)),
          purpose_(other.purpose_),
          action_(other.action_),
          classes_(other.classes_),
          decision_(std::move(other.decision_)),
          trail_line_(std::exchange(other.trail_line_, 0)),
          made_at_(other.made_at_) {}
    ~WarrantContent() = default;

  private:
    std::int64_t account_id_;
    std::string agency_cvr_;
    Purpose purpose_;
    Action action_;
    DataClasses classes_;
    Decision decision_;
    std::int64_t trail_line_;
    base::Instant made_at_;
};

// Leave for one user to do one thing with the data of one subject for one purpose, soon. Its line
// stands in the trail: durable when it was made for reading, in the same transaction when it was
// made for a change. Every store function that returns or changes personal data takes one.
template <class Subject>
class Warrant : public WarrantContent {
  public:
    Warrant(Warrant&&) noexcept = default;

    Subject subject() const { return subject_; }
    // What a store begins with. Using an old warrant, or one for something else, is a bug and
    // throws std::logic_error.
    void require(Action action, base::Instant now) const {
        if (!valid_at(now)) throw std::logic_error("access: a warrant that is not valid");
        if (this->action() != action)
            throw std::logic_error("access: a warrant for another action");
    }
    // The item that was asked for; empty where the warrant is for the record.
    const std::optional<ItemReference>& item() const { return item_; }
    // What was asked to be shared: exactly this was decided on, so exactly this is stored.
    const std::optional<DisclosureDraft>& disclosure() const { return disclosure_; }

  private:
    friend class WarrantOffice;
    Warrant(Subject subject, const Actor& actor, const Question& question, Decision decision,
            std::int64_t trail_line, base::Instant made_at)
        : WarrantContent(actor, question, std::move(decision), trail_line, made_at),
          subject_(subject),
          item_(question.item),
          disclosure_(question.disclosure) {}

    Subject subject_;
    std::optional<ItemReference> item_;
    std::optional<DisclosureDraft> disclosure_;
};

// Leave for one search. What it finds is shown only under a warrant for each subject found.
class SearchWarrant : public WarrantContent {
  public:
    SearchWarrant(SearchWarrant&&) noexcept = default;

    // Keyed hash of what was searched for; the criteria themselves stand elsewhere, encrypted.
    const std::string& criteria_hash() const { return criteria_hash_; }

  private:
    friend class WarrantOffice;
    SearchWarrant(std::string criteria_hash, const Actor& actor, const Question& question,
                  Decision decision, std::int64_t trail_line, base::Instant made_at)
        : WarrantContent(actor, question, std::move(decision), trail_line, made_at),
          criteria_hash_(std::move(criteria_hash)) {}

    std::string criteria_hash_;
};

}  // namespace access
