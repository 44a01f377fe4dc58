#include "core/admission/container.hpp"

namespace core::admission {
namespace {

constexpr std::array<std::string_view, variable_count> variable_names = {
    "AWS_STS_REGIONAL_ENDPOINTS",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_ACCESS_KEY_ID",
};

std::optional<Variable> variable_of(std::string_view name) {
    if (!name.starts_with("AWS_")) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < variable_names.size(); ++i) {
        if (variable_names[i] == name) {
            return static_cast<Variable>(i);
        }
    }
    return std::nullopt;
}

void decode_environment_entry(json::Decoder& decoder, std::size_t index, Environment& environment) {
    json::Text name;
    json::Text value;
    bool from_source = false;
    decoder.object(environment.fault, [&](const json::String& key) {
        if (key.is("name")) {
            name = decoder.string();
        } else if (key.is("value")) {
            value = decoder.string();
        } else if (key.is("valueFrom")) {
            from_source = decoder.is_given();
        } else {
            decoder.scanner().skip();
        }
    });
    environment.fault.absorb(name.fault);
    environment.fault.absorb(value.fault);
    if (const auto variable = variable_of(name.value)) {
        environment.variables[static_cast<std::size_t>(*variable)] = {value.value, true, from_source, index};
    }
}

Environment decode_environment(json::Decoder& decoder) {
    Environment environment;
    environment.present = decoder.array(
        environment.fault, [&](std::size_t index) { decode_environment_entry(decoder, index, environment); });
    return environment;
}

Mount decode_mount(json::Decoder& decoder, json::Fault& fault) {
    json::Text volume;
    json::Text path;
    (void)decoder.scanner().peek();
    const std::size_t begin = decoder.scanner().offset();
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("name")) {
            volume = decoder.string();
        } else if (key.is("mountPath")) {
            path = decoder.string();
        } else {
            decoder.scanner().skip();
        }
    });
    fault.absorb(volume.fault);
    fault.absorb(path.fault);
    return {volume.value, path.value, decoder.scanner().text().substr(begin, decoder.scanner().offset() - begin)};
}

Mounts decode_mounts(json::Decoder& decoder) {
    Mounts mounts;
    mounts.present =
        decoder.array(mounts.fault, [&](std::size_t) { mounts.items.push_back(decode_mount(decoder, mounts.fault)); });
    return mounts;
}

Container decode_container(json::Decoder& decoder) {
    Container container;
    (void)decoder.scanner().peek();
    const std::size_t begin = decoder.scanner().offset();
    const bool is_object = decoder.object(container.fault, [&](const json::String& key) {
        if (key.is("name")) {
            container.name = decoder.string();
        } else if (key.is("env")) {
            container.environment = decode_environment(decoder);
        } else if (key.is("volumeMounts")) {
            container.mounts = decode_mounts(decoder);
        } else {
            decoder.scanner().skip();
        }
    });
    container.name_fault = container.name.fault;
    if (!is_object) {
        container.name_fault.absorb({begin, "an object"});  // null too: a patch below it could not be applied
    }
    container.fault.absorb(container.name_fault);
    container.fault.absorb(container.environment.fault);
    container.fault.absorb(container.mounts.fault);
    return container;
}

std::string_view without_trailing_slashes(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    return path;
}

}  // namespace

std::string_view name_of(Variable variable) { return variable_names[static_cast<std::size_t>(variable)]; }

const Mount* Mounts::find_at(std::string_view path, std::string_view except) const {
    const Mount* found = nullptr;
    for (const Mount& mount : items) {
        if (without_trailing_slashes(mount.path) != without_trailing_slashes(path)) {
            continue;
        }
        if (mount.volume != except) {
            return &mount;
        }
        found = &mount;
    }
    return found;
}

Containers decode_containers(json::Decoder& decoder) {
    Containers containers;
    containers.present = decoder.array(containers.list_fault, [&](std::size_t) {
        containers.items.push_back(decode_container(decoder));
        containers.list_fault.absorb(containers.items.back().name_fault);
        containers.fault.absorb(containers.items.back().fault);
    });
    containers.fault.absorb(containers.list_fault);
    return containers;
}

}  // namespace core::admission
