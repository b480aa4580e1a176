#include "capture/helper/rights_suite.h"
#include "capture/inject/messages.h"

namespace pr::helper {
namespace {

const Program injector{"packetrecorder-inject", 1ULL << CAP_NET_RAW, 1ULL << CAP_NET_RAW, "cap_net_raw", 2,
    inject::encode(inject::OpenInject{.name = "lo"}), inject::encode(inject::Type::Finish), nullptr};

INSTANTIATE_TEST_SUITE_P(
    Helpers, Rights, testing::Values(injector), [](const auto&) { return std::string{"Injector"}; });

}  // namespace
}  // namespace pr::helper
