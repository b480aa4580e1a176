#include "core/flow/quiet.h"

#include <gtest/gtest.h>

namespace pr::flow {
namespace {

TEST(Quiet, GivesBackWhatWasPut)
{
    for (const std::string& bytes :
        {std::string{}, std::string{"abc"}, std::string(1, '\0'), std::string(255, '\0'), std::string(256, '\0'),
            std::string(1000, '\0') + "x" + std::string(300, '\0') + "\xFF", std::string{"a\0b\0\0c", 6}}) {
        Quiet quiet;
        EXPECT_FALSE(quiet);
        quiet.put(bytes);
        EXPECT_TRUE(quiet);
        EXPECT_EQ(quiet.get(), bytes);
        EXPECT_EQ(quiet.take(), bytes);
        EXPECT_FALSE(quiet);
        EXPECT_EQ(quiet.take(), "");
    }
}

}  // namespace
}  // namespace pr::flow
