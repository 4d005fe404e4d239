namespace Platform.Model.Documents;

/// <summary>
/// Content of a definition of kind DocumentTemplate; its key is the kind of document (<c>acceptance-notice</c>). The page around it (name of the authority, title,
/// number, place for the seal, date, verification code) is always the same.
/// </summary>
/// <remarks>
/// The texts are Liquid over <c>case</c>, <c>item</c>, <c>applicant</c>, <c>answers</c>, <c>materials</c>, <c>sections</c> (see <see cref="ICaseContents"/>), <c>data</c> and <c>document{number,issuedOn,kind,title}</c>; values are HTML-encoded. Own filters: <c>zh_date</c> (2026-03-05 → 2026年3月5日), <c>lines</c>
/// (line breaks stay), <c>qr</c> (draws the value as a QR code).
/// </remarks>
public sealed record DocumentTemplate
{
    public required LocalizedText Title { get; init; }

    /// <summary>Liquid over <c>mark</c>, <c>year</c>, <c>sequence</c>, <c>title</c> and the data: <c>{{ mark }}受〔{{ year }}〕{{ sequence }}号</c>.</summary>
    public string Number { get; init; } = "{{ mark }}〔{{ year }}〕{{ sequence }}号";

    /// <summary>Short name of an authority in document numbers (余卫) by credit code; an authority that is not listed appears with its name.</summary>
    public IReadOnlyDictionary<string, string> Marks { get; init; } = new Dictionary<string, string>();

    /// <summary>Liquid that gives HTML. The Chinese text is the document; others follow it as translations.</summary>
    public required LocalizedText Body { get; init; }

    /// <summary>Whether the page ends with the authority, date and place for the seal; false for papers of the applicant.</summary>
    public bool Sealed { get; init; } = true;
}
