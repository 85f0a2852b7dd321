#include "access/current_law.h"

#include <stdexcept>

#include "access/law_file.h"
#include "base/digest.h"

namespace access {

namespace {

constexpr std::chrono::seconds look_interval{10};

std::string stamp_of(const LawFiles& files) {
    std::string all;
    for (const auto& [name, text] : files) {
        all.append(name).append(":").append(std::to_string(text.size())).append(":").append(text);
    }
    return base::sha256_hex(all);
}

// For the log and for whoever starts the program; the whole list comes from `trygby law check`.
std::string first_mistake(const formats::Mistakes& mistakes) {
    return formats::place_of(mistakes.front()) + mistakes.front().error.code;
}

LawPointer built_in_law() {
    ReadLaw read = read_law(built_in_law_files());
    if (!read.mistakes.empty())
        throw std::logic_error("access: the law of the program: " + first_mistake(read.mistakes));
    return std::make_shared<const Law>(std::move(read.law));
}

}  // namespace

base::Result<std::unique_ptr<CurrentLaw>> CurrentLaw::open(const std::filesystem::path& folder,
                                                           Log log) {
    if (folder.empty()) {
        return std::unique_ptr<CurrentLaw>(new CurrentLaw(folder, std::move(log), nullptr, {}));
    }
    const base::Result<LawFiles> files = law_files(folder);
    if (!files) return files.error();
    ReadLaw read = read_law(*files);
    if (!read.mistakes.empty()) {
        return base::refuse("law", "Lovens filer kan ikke bruges: {}. Kør „trygby law check“.",
                            first_mistake(read.mistakes));
    }
    return std::unique_ptr<CurrentLaw>(
        new CurrentLaw(folder, std::move(log), std::make_shared<const Law>(std::move(read.law)),
                       stamp_of(*files)));
}

void CurrentLaw::read_again() {
    const base::Result<LawFiles> files = law_files(folder_);
    if (!files) return log_("law unreadable reason=" + files.error().code);
    std::string stamp = stamp_of(*files);
    if (stamp == stamp_) return;
    stamp_ = std::move(stamp);
    ReadLaw read = read_law(*files);
    if (!read.mistakes.empty()) {
        return log_("law unchanged mistake=\"" + first_mistake(read.mistakes) + "\"");
    }
    law_ = std::make_shared<const Law>(std::move(read.law));
    log_("law read again");
}

LawPointer CurrentLaw::get(base::Instant now) {
    const std::lock_guard lock(mutex_);
    const bool is_due = now - looked_at_ >= look_interval || now < looked_at_;
    if (!folder_.empty() && is_due) {
        looked_at_ = now;
        read_again();
    }
    if (!law_) law_ = built_in_law();
    return law_;
}

}  // namespace access
