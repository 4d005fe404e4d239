using Microsoft.AspNetCore.Http.Metadata;

namespace Platform.Server.Hosting.Shell;

/// <summary>What the form of a page may send at most; the defaults refuse a repeat of 200 rows and files over 30 MB.</summary>
/// <param name="values">Most values of the form.</param>
/// <param name="megabytes">Size of the whole request.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FormLimitsAttribute(int values, int megabytes) : Attribute, IFormOptionsMetadata, IRequestSizeLimitMetadata
{
    public int? ValueCountLimit { get; } = values;

    public long? MaxRequestBodySize { get; } = megabytes * 1024L * 1024L;

    public long? MultipartBodyLengthLimit => MaxRequestBodySize;

    public long? BufferBodyLengthLimit => MaxRequestBodySize;

    public bool? BufferBody => null;

    public int? MemoryBufferThreshold => null;

    public int? KeyLengthLimit => null;

    public int? ValueLengthLimit => null;

    public int? MultipartBoundaryLengthLimit => null;

    public int? MultipartHeadersCountLimit => null;

    public int? MultipartHeadersLengthLimit => null;
}
