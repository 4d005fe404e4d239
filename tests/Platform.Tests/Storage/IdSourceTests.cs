using Platform.Server.Data;
using Platform.Tests.Hosting;

namespace Platform.Tests.Storage;

public sealed class IdSourceTests
{
    [Fact]
    public void Ids_grow_even_when_the_clock_stands_or_goes_back()
    {
        var clock = new TestClock();
        var ids = new IdSource(clock);
        var made = new List<string>();
        for (var i = 0; i < 3000; i++)
        {
            made.Add(ids.Next().ToString());
            clock.Advance(i % 3 == 0 ? TimeSpan.FromMilliseconds(-5) : TimeSpan.Zero);
        }

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.All(made, id => Assert.True(id[14] == '7' && id[19] is '8' or '9' or 'a' or 'b'));
    }

    [Fact]
    public void The_clock_of_the_platform_shows_whole_microseconds() =>
        Assert.All(Enumerable.Range(0, 1000).Select(_ => new MicrosecondClock().GetUtcNow()), now => Assert.Equal(0, now.Ticks % TimeSpan.TicksPerMicrosecond));
}
