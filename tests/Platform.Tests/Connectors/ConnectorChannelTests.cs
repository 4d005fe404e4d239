using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Connectors;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Connectors;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Tests.Connectors;

/// <summary>One call on its way through the outbox, stopped at every place a process can stop at.</summary>
public sealed class ConnectorChannelTests : IDisposable
{
    private static readonly Guid Key = Guid.Parse("0197a000-0000-7000-8000-00000000000c");

    private readonly OtherSide _other = new();
    private readonly Asker _asker = new();
    private readonly Notes _notes = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [Theory]
    [InlineData(true, 2, null)]
    [InlineData(false, 1, "connector.unknownEnd")]
    public async Task Stopped_while_it_is_out_it_is_made_again_only_where_the_other_side_knows_it(bool repeatable, int calls, string? code)
    {
        Begin(repeatable);
        _other.Does = () =>
        {
            Assert.True(Stored().Sent);
            _stop.Cancel();
            throw new OperationCanceledException(_stop.Token);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DeliverAsync());
        Assert.Empty(_asker.Told);

        _other.Does = Seven;
        await DeliverAsync(fresh: true);
        await DeliverAsync(fresh: true);
        Assert.Equal(calls, _other.Calls);
        Assert.Equal([(code is null, code, false), (code is null, code, false)], _asker.Told.Select(a => (a.Succeeded, a.Code, a.Refused)));
    }

    [Fact]
    public async Task An_answer_the_case_could_not_be_told_is_told_again_and_nobody_is_asked_again()
    {
        Begin(repeatable: false);
        _other.Does = Seven;
        _asker.Fails = true;
        await Assert.ThrowsAsync<IOException>(() => DeliverAsync());
        await Assert.ThrowsAsync<IOException>(() => DeliverAsync());
        _asker.Fails = false;
        await DeliverAsync();
        Assert.Equal((1, "7"), (_other.Calls, Assert.Single(_asker.Told).Output!.Value.GetRawText()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_was_never_taken_stops_the_step_and_is_a_dead_letter_where_even_that_fails(bool stops)
    {
        Begin(repeatable: true);
        _other.Does = Seven;
        (_asker.Fails, _asker.Stops) = (true, stops);
        var stale = _notes.Message;
        await Assert.ThrowsAsync<IOException>(() => DeliverAsync());
        Assert.Equal(stops, await Channel().GiveUpAsync(stale, "away", default));
        Assert.Equal(("away", "7"), (_asker.Stopped!.Value.Error, _asker.Stopped.Value.Answer.Output!.Value.GetRawText()));
        Assert.Empty(_asker.Told);
    }

    [Fact]
    public async Task A_try_that_never_left_is_none()
    {
        Begin(repeatable: false);
        _other.Does = () => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused");
        await Assert.ThrowsAsync<HttpRequestException>(() => DeliverAsync());
        Assert.False(Stored().Sent);
        _other.Does = Seven;
        await DeliverAsync(fresh: true);
        Assert.Equal((2, true), (_other.Calls, Assert.Single(_asker.Told).Succeeded));
    }

    [Fact]
    public async Task When_the_tries_are_used_up_that_is_told()
    {
        Begin(repeatable: true);
        Assert.True(await Channel().GiveUpAsync(_notes.Message, "500", default));
        Assert.True(await Channel().GiveUpAsync(_notes.Message, "500", default));
        Assert.All(_asker.Told, a => Assert.Equal(("connector.noAnswer", false), (a.Code, a.Refused)));
        _notes.IsOver = true;
        Assert.True(await Channel().GiveUpAsync(_notes.Message, "500", default));
        Assert.Equal(2, _asker.Told.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task And_where_the_case_fails_at_that_the_step_stops_with_it(bool stops)
    {
        Begin(repeatable: true);
        (_asker.Fails, _asker.Stops) = (true, stops);
        Assert.Equal(stops, await Channel().GiveUpAsync(_notes.Message, "500", default));
        Assert.Equal(("The case cannot be told.", "connector.noAnswer"), (_asker.Stopped!.Value.Error, _asker.Stopped.Value.Answer.Code));
    }

    [Fact]
    public async Task Of_a_case_that_has_come_to_nothing_a_call_that_never_left_is_not_made()
    {
        Begin(repeatable: true);
        _asker.Interest = CallInterest.End;
        _other.Does = Seven;
        await DeliverAsync();
        Assert.Equal((0, "connector.notMade", true), (_other.Calls, Assert.Single(_asker.Told).Code, _asker.Told[0].Refused));
    }

    [Theory]
    [InlineData(true, 2, null)]
    [InlineData(false, 1, "connector.unknownEnd")]
    public async Task And_of_one_that_may_have_arrived_the_end_is_found_out(bool repeatable, int calls, string? code)
    {
        Begin(repeatable);
        _other.Does = () =>
        {
            _stop.Cancel();
            throw new OperationCanceledException(_stop.Token);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DeliverAsync());
        (_asker.Interest, _other.Does) = (CallInterest.End, Seven);
        await DeliverAsync(fresh: true);
        Assert.Equal((calls, code), (_other.Calls, Assert.Single(_asker.Told).Code));
    }

    [Fact]
    public async Task Two_who_believe_to_deliver_it_do_not_both_make_the_call()
    {
        Begin(repeatable: false);
        _other.Does = Seven;
        var stale = _notes.Message;
        await DeliverAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Channel().DeliverAsync(stale, default));
        Assert.Equal(1, _other.Calls);
    }

    private static Result<ConnectorReply> Seven() => new ConnectorReply(JsonElement.Parse("7"), Sent: true);

    private void Begin(bool repeatable)
    {
        _other.Repeatable = repeatable;
        var call = new CallConnectorEffect(Key, 1, Guid.Parse("0197a000-0000-7000-8000-0000000000ca"), "desk", "reserve", JsonElement.Parse("{}"));
        _notes.Message = new(Key, ConnectorChannel.ChannelName, WaitingCall.Write(new(call, LocalityCode.Parse("330110")), Plain.Data), DateTimeOffset.UnixEpoch, Position: 1);
    }

    /// <param name="fresh">By another process.</param>
    private Task DeliverAsync(bool fresh = false) => Channel().DeliverAsync(_notes.Message, fresh ? default : _stop.Token);

    private WaitingCall Stored() => WaitingCall.Read(_notes.Message.Body, Plain.Data);

    private ConnectorChannel Channel() => new(
        [_other], _other, _asker, _notes, Plain.Data, new ProblemLines(new ProblemTexts([new TextSource(typeof(ConnectorsText))], NullLogger<ProblemTexts>.Instance)), NullLogger<ConnectorChannel>.Instance);

    /// <summary>The connector, and the binding to it.</summary>
    private sealed class OtherSide : IConnector, IDefinitions
    {
        public Func<Result<ConnectorReply>> Does { get; set; } = Seven;

        public bool Repeatable { get; set; }

        public int Calls { get; private set; }

        public string Key => "test";

        public LocalizedText Title => LocalizedText.Of("test");

        public IReadOnlyList<ConnectorOperation> Operations { get; } = [new("do", LocalizedText.Of("do"), JsonElement.Parse("true"), JsonElement.Parse("true"), Idempotent: true, TimeSpan.FromMinutes(1))];

        public Task<Result<ConnectorReply>> CallAsync(ConnectorCall call, CancellationToken ct)
        {
            Calls++;
            return Task.FromResult(Does());
        }

        public ValueTask<Definition?> FindActiveAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => new(new Definition(
            new(kind, key, locality, 1), DefinitionState.Active, $$"""{"name":"desk","connector":"test","operations":{"reserve":{"operation":"do","repeatable":{{(Repeatable ? "true" : "false")}} } } }""", "", default, "", null));

        public ValueTask<Definition> GetAsync(DefinitionId id, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Definition>> ListLayersAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<string>> ListKeysAsync(DefinitionKind kind, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Definition>> ListBelowAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<long> GenerationAsync(CancellationToken ct) => new(1);
    }

    /// <summary>The case that asked.</summary>
    private sealed class Asker : IConnectorAnswers
    {
        public CallInterest Interest { get; set; } = CallInterest.Answer;

        public bool Fails { get; set; }

        public bool Stops { get; set; } = true;

        public List<ConnectorAnswer> Told { get; } = [];

        public (ConnectorAnswer Answer, string Error)? Stopped { get; private set; }

        public ValueTask<CallInterest> InterestAsync(Guid caseId, Guid key, int round, CancellationToken ct) => new(Interest);

        public ValueTask TellAsync(Guid caseId, Guid key, int round, ConnectorAnswer answer, CancellationToken ct)
        {
            if (Fails)
            {
                throw new IOException("The case cannot be told.");
            }

            Told.Add(answer);
            return default;
        }

        public ValueTask<bool> StopAsync(Guid caseId, Guid key, int round, ConnectorAnswer answer, string error, CancellationToken ct)
        {
            Stopped = (answer, error);
            return new(Stops);
        }
    }

    /// <summary>The row of the outbox.</summary>
    private sealed class Notes : IOutboundNotes
    {
        public OutboundMessage Message { get; set; } = null!;

        public bool IsOver { get; set; }

        public Task<OutboundMessage?> ReadAsync(OutboundMessage message, CancellationToken ct) => Task.FromResult(IsOver ? null : Message);

        public Task<OutboundMessage> RewriteAsync(OutboundMessage message, string body, CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            Message = message.Body == Message.Body ? Message with { Body = body } : throw new InvalidOperationException("Another try has written.");
            return Task.FromResult(Message);
        }
    }

    /// <summary>Hides nothing.</summary>
    private sealed class Plain : IPersonalData
    {
        public static Plain Data { get; } = new();

        public string Protect(string plain) => plain;

        public string Protect(ReadOnlySpan<byte> plain) => Encoding.UTF8.GetString(plain);

        public string Unprotect(string stored) => stored;

        public bool IsProtected(string stored) => true;

        public byte[] Seal(ReadOnlySpan<byte> plain) => plain.ToArray();

        public byte[] Unseal(ReadOnlySpan<byte> stored) => stored.ToArray();

        public string LookupHash(string purpose, string normalised) => normalised;
    }
}
