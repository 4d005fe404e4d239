using Orleans;
using Orleans.Concurrency;

namespace Platform.Server.Cases.Owners;

/// <summary>A command on its way to the owner of its case: within a process the object itself, to another node in sealed writing.</summary>
internal sealed class CaseLetter
{
    private readonly CaseCommand? _command;
    private readonly byte[]? _written;

    /// <param name="again">It was sent before, and nobody knows whether it arrived.</param>
    public CaseLetter(CaseCommand command, bool again) => (_command, Again) = (command, again);

    private CaseLetter(byte[] written, bool again) => (_written, Again) = (written, again);

    public bool Again { get; }

    public async ValueTask<CaseCommand> ReadAsync(CaseWire wire, CancellationToken ct) => _command ?? await wire.ReadCommandAsync(_written!, ct);

    [RegisterConverter]
    internal sealed class Converter(CaseWire wire) : IConverter<CaseLetter, Writing>
    {
        public CaseLetter ConvertFromSurrogate(in Writing surrogate) => new(surrogate.Sealed, surrogate.Again);

        public Writing ConvertToSurrogate(in CaseLetter value) => new() { Sealed = value._written ?? wire.Write(value._command!), Again = value.Again };
    }

    [GenerateSerializer]
    [Immutable]
    internal struct Writing
    {
        [Id(0)]
        public byte[] Sealed;

        [Id(1)]
        public bool Again;
    }
}
