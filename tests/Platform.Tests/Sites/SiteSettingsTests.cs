using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Sites;

namespace Platform.Tests.Sites;

/// <summary>What a site may say of itself.</summary>
public sealed class SiteSettingsTests
{
    private const string Plain = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path d="M1 1h9" fill="#0f4c9c"/></svg>""";

    [Fact]
    public void Whoever_says_nothing_has_the_site_as_it_always_was()
    {
        var site = JsonSerializer.Deserialize<SiteSettings>("{}", ModelJson.Options)!;
        Assert.Empty(site.Check());
        Assert.Equal((SiteLook.Blue, "", 30), (site.Look, site.Logo.Image, site.DraftDays));
        Assert.Equal([HomeBlock.Featured, HomeBlock.Themes, HomeBlock.Audience, HomeBlock.LifeEvents, HomeBlock.Items, HomeBlock.HowItWorks, HomeBlock.Track], site.Home.Blocks);
        Assert.Empty(site.Hidden(["kiosk", "pc", null]));
    }

    [Theory]
    [InlineData("""{"draftDays":-1}""", "draftDays", "1–365", "draftDays")]
    [InlineData("""{"draftDays":-1,"draftWarningDays":400}""", "draftWarningDays", "0–364", "draftDays", "draftWarningDays")]
    [InlineData("""{"draftDays":1}""", "draftWarningDays", "0", "draftWarningDays")]
    [InlineData("""{"draftDays":10,"draftWarningDays":10}""", "draftWarningDays", "0–9", "draftWarningDays")]
    public void A_range_that_is_told_is_one_that_can_be_kept(string json, string field, string expected, params string[] fields)
    {
        var problems = Read(json).Check();
        Assert.Equal(fields, problems.Select(p => p.Field));
        Assert.Equal(expected, problems.Single(p => p.Field == field).Values!["expected"]);
    }

    [Theory]
    [InlineData("""{"home":{"announcements":[{"title":{"zh-CN":"停机"},"from":"2026-05-02","until":"2026-05-01"}]}}""", "site.announcement.days", "home.announcements[0].until")]
    [InlineData("""{"home":{"announcements":[{"title":{"zh-CN":"甲"}},{"title":{}}]}}""", "site.announcement.title", "home.announcements[1].title")]
    [InlineData("""{"home":{"announcements":[{"title":{"en":"Only English","zh-CN":" "}}]}}""", "site.text", "home.announcements[0].title")]
    [InlineData("""{"home":{"featured":["a","a"]}}""", "site.twice", "home.featured")]
    [InlineData("""{"home":{"blocks":["track","track"]}}""", "site.twice", "home.blocks")]
    [InlineData("""{"channels":[{"channel":"kiosk","hiddenItems":["a"]},{"channel":"kiosk","hiddenItems":[]}]}""", "site.twice", "channels")]
    [InlineData("""{"contacts":{"hotline":"请打 12345"}}""", "site.hotline", "contacts.hotline")]
    [InlineData("""{"name":"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"}""", "site.name", "name")]
    [InlineData("""{"logo":{"image":"https://example.org/logo.png"}}""", "site.logo.kind", "logo.image")]
    public void What_cannot_be_is_told_where_it_stands(string json, string code, string field)
    {
        var problem = Assert.Single(Read(json).Check());
        Assert.Equal((code, field), (problem.Code, problem.Field));
    }

    [Fact]
    public void An_announcement_is_there_from_its_first_day_to_its_last()
    {
        var announcement = new SiteAnnouncement(LocalizedText.Of("停机"), null, new DateOnly(2026, 5, 1), new DateOnly(2026, 5, 3));
        Assert.Equal([false, true, true, false], new[] { new DateOnly(2026, 4, 30), new DateOnly(2026, 5, 1), new DateOnly(2026, 5, 3), new DateOnly(2026, 5, 4) }.Select(announcement.IsOn));
        Assert.True(new SiteAnnouncement(LocalizedText.Of("常年")).IsOn(DateOnly.MinValue));
    }

    [Fact]
    public void What_is_hidden_on_a_channel_is_hidden_by_word_and_by_number()
    {
        var site = Read("""{"channels":[{"channel":"window","hiddenItems":["a"]},{"channel":"miniProgram","hiddenItems":["b"]}]}""");
        Assert.Equal(["a"], site.Hidden(["1"]));
        Assert.Equal(["a"], site.Hidden(["window"]));
        Assert.Equal(["b"], site.Hidden(["mini-program"]));
        Assert.Equal(["a", "b"], site.Hidden(["window", "miniProgram"]).Order());
        Assert.Empty(site.Hidden(["pc", "system", "no such", null]));
    }

    [Fact]
    public void A_plain_picture_can_be_a_logo()
    {
        Assert.Null(LogoRules.Check(Svg(Plain), "logo.image"));
        Assert.Null(LogoRules.Check(Svg("""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="120px" height="40"><defs><linearGradient id="g"><stop offset="0" style="stop-color:#fff"/></linearGradient></defs><g fill="url(#g)"><text x="1" y="2">云</text></g></svg>"""), "logo.image"));
        Assert.Null(LogoRules.Check(LogoRules.AddressOf(Png(64, 32)), "logo.image"));
        Assert.StartsWith("data:image/png;base64,", LogoRules.AddressOf(Png(64, 32)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<SCRIPT xmlns='http://www.w3.org/2000/svg'>1</SCRIPT>")]
    [InlineData("""<g onload="alert(1)"/>""")]
    [InlineData("""<g ONCLICK="alert(1)"/>""")]
    [InlineData("""<a href="https://example.org"><path d="M0 0"/></a>""")]
    [InlineData("""<path d="M0 0" href="javascript:alert(1)"/>""")]
    [InlineData("""<path d="M0 0" xmlns:x="http://www.w3.org/1999/xlink" x:href="https://example.org/a.svg#b"/>""")]
    [InlineData("""<image href="https://example.org/track.png" width="1" height="1"/>""")]
    [InlineData("""<use href="#bomb"/>""")]
    [InlineData("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>")]
    [InlineData("<iframe xmlns='http://www.w3.org/1999/xhtml' src='https://example.org'/>")]
    [InlineData("<style>@import url(https://example.org/a.css)</style>")]
    [InlineData("""<path style="fill:url(https://example.org/a.svg#b)" d="M0 0"/>""")]
    [InlineData("""<path style="fill:url( 'https://example.org/a.svg#b')" d="M0 0"/>""")]
    [InlineData("""<path style="fill:\75rl(https://example.org/a.svg)" d="M0 0"/>""")]
    [InlineData("""<path fill="url(data:image/svg+xml;base64,AAAA)" d="M0 0"/>""")]
    [InlineData("""<path style="background:image-set('https://example.org/a.png' 1x)" d="M0 0"/>""")]
    [InlineData("""<set attributeName="href" to="javascript:alert(1)"/>""")]
    [InlineData("""<animate attributeName="x" values="1;2"/>""")]
    [InlineData("""<g xml:base="https://example.org/"/>""")]
    public void What_could_act_or_lead_out_is_refused_and_named(string inside)
    {
        var problem = LogoRules.Check(Svg($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">{inside}</svg>"""), "logo.image");
        Assert.Equal(("site.logo.unsafe", "logo.image"), (problem?.Code, problem?.Field));
        Assert.Contains(inside.Split('<', '>', ' ')[1], inside, StringComparison.Ordinal);
        Assert.NotEqual("", problem!.Values!["value"]?.ToString());
    }

    [Theory]
    [InlineData("""<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><text>&b;</text></svg>""", "site.logo.unsafe")]
    [InlineData("""<?xml-stylesheet href="https://example.org/a.css"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"/>""", "site.logo.unsafe")]
    [InlineData("""<html xmlns="http://www.w3.org/1999/xhtml"/>""", "site.logo.broken")]
    [InlineData("""<svg viewBox="0 0 48 48"/>""", "site.logo.broken")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">""", "site.logo.broken")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg"/>""", "site.logo.sides")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9000 9000"/>""", "site.logo.sides")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="20"/>""", "site.logo.ratio")]
    public void What_is_no_sound_picture_is_refused(string svg, string code) => Assert.Equal(code, LogoRules.Check(Svg(svg), "logo.image")?.Code);

    [Fact]
    public void Size_type_and_sides_of_a_file_count()
    {
        Assert.Equal("site.logo.size", LogoRules.Check(LogoRules.AddressOf(new byte[LogoRules.MostBytes + 1]), "x")?.Code);
        Assert.Equal("site.logo.sides", LogoRules.Check(LogoRules.AddressOf(Png(4, 4)), "x")?.Code);
        Assert.Equal("site.logo.sides", LogoRules.Check(LogoRules.AddressOf(Png(uint.MaxValue, 64)), "x")?.Code);
        Assert.Equal("site.logo.broken", LogoRules.Check("data:image/png;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(Plain)), "x")?.Code);
        Assert.Equal("site.logo.broken", LogoRules.Check(LogoRules.AddressOf("GIF89a………………"u8), "x")?.Code);
        Assert.Equal("site.logo.kind", LogoRules.Check("data:text/html;base64,PGI+", "x")?.Code);
        Assert.Equal("site.logo.kind", LogoRules.Check("data:image/svg+xml,<svg/>", "x")?.Code);
        Assert.Equal("site.logo.kind", LogoRules.Check("data:image/png;base64,%%%", "x")?.Code);
        Assert.Equal("site.logo.large", LogoRules.Check(Svg($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">{string.Concat(Enumerable.Repeat("<g/>", 2001))}</svg>"""), "x")?.Code);
    }

    private static SiteSettings Read(string json) => JsonSerializer.Deserialize<SiteSettings>(json, ModelJson.Options)!;

    private static string Svg(string text) => LogoRules.AddressOf(Encoding.UTF8.GetBytes(text));

    /// <summary>The beginning of a PNG with these sides.</summary>
    private static byte[] Png(uint width, uint height) =>
        [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, .. Big(width), .. Big(height), 8, 6, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] Big(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
