using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;
using UglyToad.PdfPig.Writer;

namespace Platform.Server.Documents.Pdf;

/// <summary>
/// Writes what is bound so that nothing in it acts: files of residents stand between the office's own papers and are passed on with them. What an annotation looks like stays,
/// for filled forms are drawn that way; of what it does only links stay, to an address or to a place in the file.
/// </summary>
internal sealed class QuietWriter : ITokenWriter
{
    private static readonly NameToken Action = NameToken.Create("A");
    private static readonly NameToken Kind = NameToken.Create("S");
    private static readonly NameToken Where = NameToken.Create("Rect");

    /// <summary>Of an annotation or a page: what happens when it is looked at, clicked or left, and the files and films it carries.</summary>
    private static readonly HashSet<string> Acting = new(StringComparer.Ordinal)
    {
        "A", "AA", "PA", "FS", "Movie", "Sound", "RichMediaContent", "RichMediaSettings", "3DD", "3DA", "3DV",
    };

    private static readonly HashSet<string> Links = new(StringComparer.Ordinal) { "URI", "GoTo" };

    private readonly TokenWriter _writer = new();

    public bool WritingPageContents
    {
        get => _writer.WritingPageContents;
        set => _writer.WritingPageContents = value;
    }

    public void WriteToken(IToken token, Stream outputStream) => _writer.WriteToken(Quiet(token), outputStream);

    public void WriteObject(long objectNumber, int generation, byte[] data, Stream outputStream) => _writer.WriteObject(objectNumber, generation, data, outputStream);

    public void WriteCrossReferenceTable(
        IReadOnlyDictionary<IndirectReference, long> objectOffsets, IndirectReference catalogToken, Stream outputStream, IndirectReference? documentInformationReference, long? prevTableLocation) =>
        _writer.WriteCrossReferenceTable(objectOffsets, catalogToken, outputStream, documentInformationReference, prevTableLocation);

    private static IToken Quiet(IToken token) => token switch
    {
        ObjectToken one => new ObjectToken(one.Position, one.Number, Quiet(one.Data)),
        ArrayToken many => new ArrayToken([.. many.Data.Select(Quiet)]),
        DictionaryToken members => Quiet(members),
        _ => token,
    };

    private static DictionaryToken Quiet(DictionaryToken members)
    {
        var acts = members.ContainsKey(Where) || (members.TryGet(NameToken.Type, out var type) && type.Equals(NameToken.Page));
        var kept = members.Data.Where(m => !acts || !Acting.Contains(m.Key)).ToDictionary(m => NameToken.Create(m.Key), m => Quiet(m.Value));
        if (acts && members.TryGet(Action, out var action) && LinkOf(action) is { } link)
        {
            kept[Action] = link;
        }

        return new(kept);
    }

    /// <summary>Without what would follow it. One that is only referred to could be anything, and is none.</summary>
    private static DictionaryToken? LinkOf(IToken action) => action is DictionaryToken does && does.TryGet(Kind, out var kind) && kind is NameToken name && Links.Contains(name.Data)
        ? new(does.Data.Where(m => m.Key is "S" or "URI" or "D").ToDictionary(m => NameToken.Create(m.Key), m => m.Value))
        : null;
}
