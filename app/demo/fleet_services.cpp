#include "app/demo/fleet_services.h"

#include <cassert>

namespace vedette::demo {

const std::vector<FleetService>& fleetServices()
{
    static const std::vector<FleetService> services{
        {"edge-gateway", "platform", 1, 3, 420, 0.22, 0.0002, 0.060, {"web-bff"}},
        {"web-bff", "web", 1, 3, 380, 0.22, 0.0003, 0.055,
            {"product-api", "search", "cart-api", "checkout-api", "member-api"}},
        {"product-api", "catalog", 2, 3, 260, 0.05, 0.0003, 0.030, {"search", "pricing-api", "inventory-api"}},
        {"search", "catalog", 2, 2, 140, 0.02, 0.0005, 0.070, {}},
        {"cart-api", "order", 1, 2, 120, 0.55, 0.0003, 0.035, {"pricing-api", "coupon-api", "mysql-order"}},
        {"checkout-api", "order", 1, 2, 70, 0.80, 0.0004, 0.090,
            {"cart-api", "order-api", "payment-api", "pricing-api", "coupon-api", "member-api"}},
        {"order-api", "order", 1, 3, 90, 0.60, 0.0003, 0.060,
            {"pricing-api", "inventory-api", "mysql-order", "kafka-main"}},
        {"payment-api", "payment", 1, 2, 55, 0.85, 0.0005, 0.110, {"mysql-order", "kafka-main"}},
        {"pricing-api", "pricing", 1, 3, 210, 0.05, 0.0002, 0.025, {}},
        {"coupon-api", "pricing", 2, 2, 80, 0.30, 0.0003, 0.030, {"member-api"}},
        {"inventory-api", "logistics", 2, 2, 110, 0.25, 0.0003, 0.030, {"kafka-main"}},
        {"delivery-api", "logistics", 3, 2, 50, 0.35, 0.0006, 0.050, {"kafka-main", "notify-api"}},
        {"member-api", "member", 2, 2, 130, 0.15, 0.0003, 0.030, {}},
        {"notify-api", "member", 3, 2, 45, 0.90, 0.0006, 0.045, {"kafka-main"}},
        {"settlement-batch", "payment", 3, 1, 0, 0, 0, 0, {"mysql-order", "payment-api"}},
        {"mysql-order", "dba", 1, 2, 0, 0, 0, 0, {}},
        {"kafka-main", "platform", 1, 3, 0, 0, 0, 0, {}},
    };
    return services;
}

int serviceIndex(std::string_view name)
{
    const auto& all = fleetServices();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].name == name)
            return static_cast<int>(i);
    }
    assert(!"no such service");
    return 0;
}

} // namespace vedette::demo
