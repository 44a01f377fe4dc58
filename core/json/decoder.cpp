#include "core/json/decoder.hpp"

#include "core/json/path.hpp"

namespace core::json {

bool Decoder::enter(Kind kind, Fault& fault, const char* must_be) {
    const Kind found = scanner_.peek();
    if (found == kind) {
        return true;
    }
    if (found != Kind::null && found != Kind::none) {
        fault.absorb({scanner_.offset(), must_be});
    }
    scanner_.skip();
    return false;
}

Error wrong_shape(std::string_view text, const Fault& fault) {
    return Error{ErrorCode::wrong_shape, path_at(text, fault.offset) + " must be " + fault.must_be};
}

}  // namespace core::json
