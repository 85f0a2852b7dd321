#include "formats/xml_stream.h"

#include <expat.h>

#include <exception>
#include <new>

namespace formats {

namespace {

constexpr std::size_t deepest_level = 64;
constexpr std::size_t longest_tag_bytes = 1024 * 1024;
constexpr char namespace_separator = '|';

std::string_view local_name(std::string_view name) {
    const std::size_t separator = name.rfind(namespace_separator);
    return separator == std::string_view::npos ? name : name.substr(separator + 1);
}

}  // namespace

std::optional<std::string_view> XmlAttributes::find(std::string_view name) const {
    for (const char* const* pair = pairs_; *pair != nullptr; pair += 2) {
        if (local_name(pair[0]) == name) return std::string_view(pair[1]);
    }
    return std::nullopt;
}

struct XmlParser::State {
    XmlHandler& handler;
    XML_Parser parser;
    std::size_t depth = 0;
    std::size_t fed_bytes = 0;
    std::size_t parsed_bytes = 0;
    std::optional<base::Error> refusal;
    std::exception_ptr exception;

    explicit State(XmlHandler& given)
        : handler(given), parser(XML_ParserCreateNS(nullptr, namespace_separator)) {
        if (parser == nullptr) throw std::bad_alloc();
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, on_start, on_end);
        XML_SetCharacterDataHandler(parser, on_text);
        XML_SetStartDoctypeDeclHandler(parser, on_document_type);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { XML_ParserFree(parser); }

    void stop() { XML_StopParser(parser, XML_FALSE); }

    // C++ exceptions must not travel through the C parser: kept and thrown again after it.
    template <class Call>
    void guarded(Call call) {
        if (exception || refusal || handler.failure()) return;
        try {
            call();
        } catch (...) {
            exception = std::current_exception();
        }
        if (exception || refusal || handler.failure()) stop();
    }

    static void on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
        State& state = *static_cast<State*>(data);
        state.guarded([&] {
            if (++state.depth > deepest_level) {
                state.refusal = base::refuse("xml_too_deep", "Filens indre opbygning er for dyb.");
                return;
            }
            state.handler.start(local_name(name), XmlAttributes(attributes));
        });
    }
    static void on_end(void* data, const XML_Char* name) {
        State& state = *static_cast<State*>(data);
        state.guarded([&] {
            --state.depth;
            state.handler.end(local_name(name));
        });
    }
    static void on_text(void* data, const XML_Char* text, int length) {
        State& state = *static_cast<State*>(data);
        state.guarded(
            [&] { state.handler.text(std::string_view(text, static_cast<std::size_t>(length))); });
    }
    static void on_document_type(void* data, const XML_Char*, const XML_Char*, const XML_Char*,
                                 int) {
        State& state = *static_cast<State*>(data);
        state.guarded([&] {
            state.refusal = base::refuse("xml_document_type",
                                         "Filen indeholder en erklæring, som ikke er tilladt.");
        });
    }

    base::Result<void> outcome(XML_Status status) const {
        if (exception) std::rethrow_exception(exception);
        if (refusal) return *refusal;
        if (handler.failure()) return *handler.failure();
        if (status != XML_STATUS_OK) {
            return base::refuse("xml_malformed", "Filens indre opbygning er beskadiget.");
        }
        return {};
    }
};

XmlParser::XmlParser(XmlHandler& handler) : state_(std::make_unique<State>(handler)) {}
XmlParser::~XmlParser() = default;

base::Result<void> XmlParser::feed(std::string_view bytes) {
    const XML_Status status =
        XML_Parse(state_->parser, bytes.data(), static_cast<int>(bytes.size()), XML_FALSE);
    state_->fed_bytes += bytes.size();
    auto outcome = state_->outcome(status);
    if (!outcome) return outcome;
    // An unfinished tag is parsed anew for every piece, so a huge one would take quadratic time.
    // Before the first element the parser may not say how far it has come.
    const XML_Index parsed = XML_GetCurrentByteIndex(state_->parser);
    if (parsed >= 0) state_->parsed_bytes = static_cast<std::size_t>(parsed);
    if (state_->fed_bytes - state_->parsed_bytes > longest_tag_bytes) {
        return base::refuse("xml_too_long", "Filens indre opbygning er beskadiget.");
    }
    return outcome;
}

base::Result<void> XmlParser::finish() {
    return state_->outcome(XML_Parse(state_->parser, "", 0, XML_TRUE));
}

}  // namespace formats
