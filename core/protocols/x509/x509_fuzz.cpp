// Any bytes as a certificate, a name, an OCSP request and response: nothing is read past them, no node stands outside.
#include "core/protocols/x509/x509.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace pr;
    const auto der = std::as_bytes(std::span{data, size});
    if (const auto certificate = x509::parseCertificate(der)) {
        (void)x509::joined(certificate->alternativeNames);
        (void)x509::keyText(*certificate);
    }
    FieldSink sink{FieldSink::Mode::Tree};
    sink.begin(der);
    x509::describeCertificate(der, sink, 0);
    x509::describeName(der, sink, 0);
    x509::describeOcspRequest(der, sink, 0);
    x509::describeOcspResponse(der, sink, 0);
    for (const auto& node : sink.nodes())
        if (std::size_t{node.range.offset} + node.range.length > size)
            std::abort();
    return 0;
}
