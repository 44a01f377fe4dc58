#include "server/cli/check_list.hpp"

#include "server/cli/check_admission.hpp"

namespace server::cli {

const std::vector<ClusterCheck>& checks() {
    static const std::vector<ClusterCheck> all{admission_check()};
    return all;
}

}  // namespace server::cli
