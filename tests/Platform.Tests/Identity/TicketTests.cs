using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using Platform.Model.Identity;
using Platform.Server.Identity;
using Platform.Tests.Hosting;

namespace Platform.Tests.Identity;

public sealed class TicketTests : IDisposable
{
    private static readonly Guid Account = Guid.Parse("0195a0d0-0000-7000-8000-000000000001");
    private static readonly Guid Session = Guid.Parse("0195a0d0-0000-7000-8000-000000000002");
    private readonly TempData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void What_was_written_is_read()
    {
        var tickets = new Tickets(KeyRing.Load(_data.Directory.Keys));
        var ticket = new Ticket(Account, Session, Tickets.NewStamp(), TestClock.Start);
        Assert.Equal(ticket, tickets.Read(tickets.Write(ticket)));
    }

    [Fact]
    public void A_ticket_changed_anywhere_counts_for_nothing()
    {
        var tickets = new Tickets(KeyRing.Load(_data.Directory.Keys));
        var bytes = Base64Url.DecodeFromChars(tickets.Write(new Ticket(Account, Session, Tickets.NewStamp(), TestClock.Start)));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.Null(tickets.Read(Base64Url.EncodeToString(changed)));
        }

        Assert.Null(tickets.Read(null));
        Assert.Null(tickets.Read(""));
        Assert.Null(tickets.Read(Base64Url.EncodeToString(bytes.AsSpan(0, bytes.Length - 1))));
        Assert.Null(tickets.Read(new string('!', Base64Url.EncodeToString(bytes).Length)));
    }

    [Fact]
    public void A_ticket_of_another_installation_counts_for_nothing()
    {
        using var other = new TempData();
        var foreign = new Tickets(KeyRing.Load(other.Directory.Keys)).Write(new Ticket(Account, Session, Tickets.NewStamp(), TestClock.Start));
        Assert.Null(new Tickets(KeyRing.Load(_data.Directory.Keys)).Read(foreign));
    }

    [Fact]
    public void Reading_a_ticket_takes_a_few_microseconds()
    {
        var tickets = new Tickets(KeyRing.Load(_data.Directory.Keys));
        var text = tickets.Write(new Ticket(Account, Session, Tickets.NewStamp(), TestClock.Start));
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < 100; i++)
            {
                tickets.Read(text);
            }

            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(started).Ticks / 100));
        }

        Assert.True(best < TimeSpan.FromMicroseconds(30), $"The best round took {best.TotalMicroseconds:0.0} µs per ticket.");
    }

    [Fact]
    public void Personal_data_is_sealed_differently_every_time_and_found_by_its_hash()
    {
        var personal = new PersonalData(KeyRing.Load(_data.Directory.Keys));
        var (first, second) = (personal.Protect("33011019850217001X"), personal.Protect("33011019850217001X"));
        Assert.NotEqual(first, second);
        Assert.DoesNotContain("33011019850217001X", first, StringComparison.Ordinal);
        Assert.Equal("33011019850217001X", personal.Unprotect(first));
        Assert.Equal("33011019850217001X", new PersonalData(KeyRing.Load(_data.Directory.Keys)).Unprotect(second));
        Assert.Equal(personal.HashIdNumber("111", "33011019850217001x"), personal.HashIdNumber("111", " 33011019850217001X"));
        Assert.NotEqual(personal.HashIdNumber("111", "33011019850217001X"), personal.HashIdNumber("414", "33011019850217001X"));
    }

    [Fact]
    public void Personal_data_that_was_altered_is_an_error_not_a_value()
    {
        var personal = new PersonalData(KeyRing.Load(_data.Directory.Keys));
        var parts = personal.Protect("13800000001").Split('.');
        var box = Base64Url.DecodeFromChars(parts[2]);
        box[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => personal.Unprotect($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(box)}"));
        Assert.ThrowsAny<CryptographicException>(() => personal.Unprotect("13800000001"));
        using var other = new TempData();
        Assert.ThrowsAny<CryptographicException>(() => new PersonalData(KeyRing.Load(other.Directory.Keys)).Unprotect(string.Join('.', parts)));
    }

    [Fact]
    public void The_key_file_is_readable_by_its_owner_only()
    {
        KeyRing.Load(_data.Directory.Keys);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_data.Directory.Keys, "identity.json")));
        }
    }
}
