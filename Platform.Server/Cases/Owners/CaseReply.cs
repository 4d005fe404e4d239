using Orleans;
using Orleans.Concurrency;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Cases.Owners;

/// <summary>What the owner of a case says: how the case stands, why not, or that nothing can be stored at present.</summary>
/// <param name="File">Null when there is no such case, and beside problems.</param>
/// <param name="Outage">Told instead of thrown, because an exception of a driver does not survive the way to another node.</param>
internal sealed record CaseReply(CaseFile? File, bool Repeated, IReadOnlyList<Problem> Problems, Outage? Outage = null)
{
    public static CaseReply Of(CaseFile? file) => new(file, Repeated: false, []);

    public static CaseReply Of(Result<CaseAnswer> answer) => answer.TryGet(out var done) ? new(done.File, done.Repeated, []) : new(null, Repeated: false, answer.Problems);

    public static CaseReply Of(Outage outage) => new(null, Repeated: false, [], outage);

    public Result<CaseAnswer> ToResult() => Problems.Count > 0 ? Result<CaseAnswer>.Refused(Problems) : new CaseAnswer(File!, Repeated);

    [RegisterConverter]
    internal sealed class Converter(CaseWire wire) : IConverter<CaseReply, Writing>
    {
        public CaseReply ConvertFromSurrogate(in Writing surrogate) => wire.ReadReply(surrogate.Sealed);

        public Writing ConvertToSurrogate(in CaseReply value) => new() { Sealed = wire.Write(value) };
    }

    [GenerateSerializer]
    [Immutable]
    internal struct Writing
    {
        [Id(0)]
        public byte[] Sealed;
    }
}
