#include "app/trail_command.h"

#include <boost/json.hpp>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/instance.h"
#include "trail/heads_file.h"
#include "trail/proof.h"
#include "trail/trail.h"

namespace app {
namespace {

namespace json = boost::json;

constexpr std::int64_t lines_between_news = 1'000'000;
constexpr std::string_view proof_format = "trygby trail proof 1";

int refuse(const base::Error& error, const web::Language& language, std::ostream& err) {
    err << "trygby: " << language.say(error) << std::endl;
    return 1;
}

std::int64_t number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() ? number : 0;
}

// The heads to compare with; none when no file was named and none is there.
base::Result<std::optional<trail::Heads>> heads_for(const Configuration& configuration,
                                                    const TrailWords& words) {
    const std::filesystem::path file =
        words.heads.empty() ? configuration.trail_heads() : std::filesystem::path(words.heads);
    if (words.heads.empty() && !std::filesystem::exists(file)) return std::optional<trail::Heads>();
    base::Result<trail::Heads> heads = trail::read_heads(file, words.key);
    if (!heads) return heads.error();
    return std::optional<trail::Heads>(std::move(*heads));
}

void print_heads(const trail::Heads& heads, const web::Language& language, std::ostream& out) {
    const trail::TreeHead* newest = heads.newest();
    if (newest == nullptr) return;
    out << language.say_with(
               "{} underskrevne hoveder passer; det nyeste, fra {}, dækker {} linjer. Den første "
               "nøgle er {}.",
               std::to_string(heads.heads.size()), base::iso_instant(newest->at),
               std::to_string(newest->lines), heads.first_key)
        << std::endl;
}

// What a proof's file says, as far as it is one.
struct ProofFile {
    trail::LineProof proof;
    trail::TreeHead head;
    std::string public_key;
};

std::vector<std::string> texts_in(const json::value& value) {
    std::vector<std::string> texts;
    for (const json::value& entry : value.as_array())
        texts.emplace_back(std::string_view(entry.as_string()));
    return texts;
}

std::string text_in(const json::object& object, std::string_view name) {
    return std::string(std::string_view(object.at(name).as_string()));
}

std::optional<ProofFile> parse_proof(const std::string& text) {
    try {
        const json::value parsed = json::parse(text);
        const json::object& file = parsed.as_object();
        if (text_in(file, "format") != proof_format) return std::nullopt;
        const auto head = trail::parse_head(text_in(file, "head"));
        if (!head) return std::nullopt;
        ProofFile found{{}, *head, text_in(file, "public_key")};
        found.proof.line = file.at("line").as_int64();
        found.proof.lines = head->lines;
        found.proof.fields = texts_in(file.at("fields"));
        found.proof.previous = text_in(file, "previous");
        found.proof.hash = text_in(file, "hash");
        found.proof.path = texts_in(file.at("path"));
        return found;
    } catch (const std::exception&) {
        return std::nullopt;  // not JSON, or not with these members
    }
}

json::array array_of(const std::vector<std::string>& texts) {
    json::array array;
    for (const std::string& text : texts) array.emplace_back(text);
    return array;
}

}  // namespace

int verify_trail(const Configuration& configuration, store::Database& database,
                 const TrailWords& words, const web::Language& language, std::ostream& out,
                 std::ostream& err) {
    const auto heads = heads_for(configuration, words);
    if (!heads) return refuse(heads.error(), language, err);
    trail::VerificationOptions options;
    if (*heads) options.known = (*heads)->known();
    options.progress_lines = lines_between_news;
    options.progress = [&](const trail::Checkpoint& checkpoint) {
        err << language.say_with("{} linjer kontrolleret", std::to_string(checkpoint.lines))
            << std::endl;
    };
    const trail::Verification verification = trail::verify(database, options);
    if (verification.first_broken) {
        err << language.say_with("Sporet er brudt ved linje {}: {}",
                                 std::to_string(*verification.first_broken),
                                 std::string(language.say(verification.what)));
        if (!verification.known_from.empty()) err << " (" << verification.known_from << ")";
        err << std::endl;
        return 1;
    }
    if (*heads && !(*heads)->problems.empty()) {
        for (const base::Error& problem : (*heads)->problems) refuse(problem, language, err);
        return 1;
    }
    out << language.say_with("Sporet er helt: {} linjer, {}", std::to_string(verification.lines),
                             verification.head)
        << std::endl;
    if (*heads) print_heads(**heads, language, out);
    return 0;
}

int head_of_trail(const Configuration& configuration, store::Database& database,
                  const TrailWords& words, const web::Language& language, std::ostream& out,
                  std::ostream& err) {
    const trail::SigningKeySource source = trail_key_source(configuration);
    if (words.rotate) {
        const auto changed =
            trail::rotate_signing_key(source, configuration.trail_heads(), system_now());
        if (!changed) return refuse(changed.error(), language, err);
        trail::append_alone(database, system_now(),
                            {.actor = "command",
                             .action = trail::Action::change,
                             .subject_kind = "trail_key",
                             .subject_id = trail::key_id(changed->public_key())});
    }
    const auto key = trail::load_or_create_signing_key(source);
    if (!key) return refuse(key.error(), language, err);
    const auto head = trail::write_head(database, *key, configuration.trail_heads(), system_now());
    if (!head) return refuse(head.error(), language, err);
    out << language.say_with("Sporets hoved, {}", configuration.municipality_name) << "\n\n"
        << trail::head_line(*head) << "\n\n"
        << language.say_with("Offentlig nøgle: {}", key->public_key()) << "\n"
        << language.say(
               "Gem denne besked uden for kommunens systemer. Passer sporet engang ikke med den, "
               "er "
               "det ændret.")
        << std::endl;
    return 0;
}

int prove_trail_line(const Configuration& configuration, store::Database& database,
                     const TrailWords& words, const web::Language& language, std::ostream& out,
                     std::ostream& err) {
    const auto heads = heads_for(configuration, words);
    if (!heads) return refuse(heads.error(), language, err);
    const trail::TreeHead* head = *heads ? (*heads)->newest() : nullptr;
    const std::int64_t line = number_of(words.argument);
    if (head == nullptr || line < 1 || line > head->lines)
        return refuse(base::refuse("no_head",
                                   "Intet underskrevet hoved dækker linje {}. „trygby trail head“ "
                                   "underskriver et.",
                                   words.argument),
                      language, err);
    store::ReadTransaction reading = database.read();
    const auto proof = trail::prove_line(reading, line, head->lines);
    if (!proof) return refuse(proof.error(), language, err);
    if (!trail::proof_holds(*proof, head->root))
        return refuse(base::refuse("no_proof", "Linje {} passer ikke med hovedet fra {}.",
                                   words.argument, base::iso_instant(head->at)),
                      language, err);
    const json::object file{{"format", std::string(proof_format)},
                            {"line", line},
                            {"fields", array_of(proof->fields)},
                            {"previous", proof->previous},
                            {"hash", proof->hash},
                            {"path", array_of(proof->path)},
                            {"head", trail::head_line(*head)},
                            {"public_key", (*heads)->public_keys.at(head->key)}};
    out << json::serialize(file) << std::endl;
    return 0;
}

int check_trail_proof(const TrailWords& words, const web::Language& language, std::ostream& out,
                      std::ostream& err) {
    std::ifstream stream(words.argument, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const auto file = parse_proof(text);
    const auto wrong = [&](std::string_view danish) {
        return refuse(base::Error{"proof", std::string(danish), {words.argument}}, language, err);
    };
    if (!file) return wrong(base::danish("{} er ikke et bevis fra sporet."));
    const std::string& key = words.key.empty() ? file->public_key : words.key;
    if (!trail::head_holds(file->head, key))
        return wrong(base::danish("Hovedet i {} er ikke underskrevet med nøglen."));
    if (!trail::proof_holds(file->proof, file->head.root))
        return wrong(base::danish("Beviset i {} fører ikke til hovedet."));
    out << language.say_with("Linje {} står i sporet, som det var {}. Nøgle: {}",
                             std::to_string(file->proof.line), base::iso_instant(file->head.at),
                             key)
        << std::endl;
    return 0;
}

}  // namespace app
